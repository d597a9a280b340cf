import pytest

from pipeline.network.dates import node


@pytest.mark.parametrize(
    ("edtf", "year", "month", "day"),
    [
        ("1917-04-04", "1917", "1917-04", "1917-04-04"),
        ("1917-04~", "1917", "1917-04", "1917-04"),
        ("1905", "1905", "1905", "1905"),
        ("192X", "192X", "192X", "192X"),
        ("16XX", "16XX", "16XX", "16XX"),
        ("1921-21", "1921", "1921-21", "1921-21"),
        ("1907/1911", "1907/1911", "1907/1911", "1907/1911"),
        ("1925-12-18/1925-12-31", "1925", "1925-12", "1925-12-18/1925-12-31"),
        ("1904/..", None, None, None),
        ("{1904,1905}", None, None, None),
    ],
)
def test_values_are_cut_to_the_precision(edtf: str, year: str | None, month: str | None, day: str | None) -> None:
    assert (node(edtf, "year"), node(edtf, "month"), node(edtf, "day")) == (year, month, day)
