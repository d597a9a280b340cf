"""Probabilities from scores, and the figures of calibration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import KtokogoError
from pipeline.speakers import decode
from pipeline.train import speaker


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.floats(0.5, 2.5), st.integers(0, 9))
def test_probabilities_sum_to_one(sizes: list[int], temperature: float, seed: int) -> None:
    keys = [[str(n) for n in range(size)] for size in sizes]
    scores = np.random.default_rng(seed).random(sum(sizes))
    for p in decode.normalised(scores, keys, temperature):
        assert p.sum() == pytest.approx(1.0)


def test_temperature_makes_milder() -> None:
    cold, warm = (decode.normalised(np.array([0.8, 0.2]), [["a", "b"]], t)[0] for t in (1.0, 2.0))
    assert cold[0] > warm[0] > 0.5


def test_a_model_of_other_features_is_refused() -> None:
    with pytest.raises(KtokogoError, match="make train"):
        decode.predict({"local": [], "stacked": [], "rounds": [], "temperature": 1.0}, None)  # type: ignore[arg-type]


def test_calibration_error_is_the_weighted_gap() -> None:
    table = [
        {"confidence": 0.9, "accuracy": 0.8, "quotes": 30.0},
        {"confidence": 0.5, "accuracy": 0.5, "quotes": 10.0},
    ]
    assert speaker.calibration_error(table) == pytest.approx(0.075)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("иван петров", "ивана петрова", True),
        ("петров", "иван петров", True),
        ("петров", "иван сидоров", False),
        ("", "иван", False),
    ],
)
def test_forms_of_one_name(a: str, b: str, same: bool) -> None:
    assert speaker._alike(a, b) is same
