"""The wrapper of the edtf library, and the library's faults that it keeps out."""

import pytest
from edtf import parse_edtf

from pipeline.entities.dates.values import Point, bounds, possible, valid, value


@pytest.mark.parametrize(
    ("point", "edtf"),
    [
        (Point(1917), "1917"),
        (Point(988), "0988"),
        (Point(1917, 3), "1917-03"),
        (Point(1917, 3, 15), "1917-03-15"),
        (Point(None, 3, 15), "XXXX-03-15"),
        (Point(1921, part=21), "1921-21"),
        (Point(None, part=21), None),
        (Point(1925, part=41), "1925-41"),
        (Point(1920, size="decade"), "192X"),
        (Point(1600, size="century"), "16XX"),
        (Point(size="named"), None),
        (Point(), None),
    ],
)
def test_value(point: Point, edtf: str | None) -> None:
    assert value(point) == edtf


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1917", "1917-01-01", "1917-12-31"),
        ("1916-02", "1916-02-01", "1916-02-29"),
        ("1917-03-15", "1917-03-15", "1917-03-15"),
        ("1921-21", "1921-03-01", "1921-05-31"),
        ("1925-41", "1925-07-01", "1925-12-31"),
        ("2011-34", "2011-04-01", "2011-06-30"),
        ("192X", "1920-01-01", "1929-12-31"),
        ("16XX", "1600-01-01", "1699-12-31"),
        ("192X/193X", "1920-01-01", "1939-12-31"),
        ("1930-06-26/1930-07-13", "1930-06-26", "1930-07-13"),
        ("1900~", "1900-01-01", "1900-12-31"),
        ("XXXX-03-15", None, None),
    ],
)
def test_bounds(edtf: str, first: str | None, last: str | None) -> None:
    assert valid(edtf)
    assert bounds(edtf) == (first, last)


@pytest.mark.parametrize("edtf", ["1917-02-29", "1917-13", "1904/", "/1904", "1904/..", "", "XXXX-02-30"])
def test_no_value(edtf: str) -> None:
    assert not valid(edtf)
    assert bounds(edtf) == (None, None)


def test_library_still_lets_29_february_through() -> None:
    """When this fails, the library was mended and `values` can leave plain days to it."""
    parse_edtf("1917-02-29")


def test_possible() -> None:
    assert possible(Point(1916, 2, 29)) and possible(Point(None, 2, 29)) and possible(Point(1917))
    assert not possible(Point(1917, 2, 29)) and not possible(Point(1917, 6, 31))
