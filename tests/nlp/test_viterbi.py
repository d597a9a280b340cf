import itertools

import numpy as np
import pytest

from pipeline.nlp.viterbi import best_path


def score(path: tuple[int, ...], emissions: np.ndarray, transitions: np.ndarray) -> float:
    moves = sum(transitions[a, b] for a, b in itertools.pairwise(path))
    return float(sum(emissions[step, tag] for step, tag in enumerate(path)) + moves)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 5, 6, 7])
def test_best_of_all_paths(steps: int) -> None:
    chance = np.random.default_rng(steps)
    for _ in range(20):
        emissions, transitions = chance.normal(size=(steps, 3)), chance.normal(size=(3, 3))
        best = max(itertools.product(range(3), repeat=steps), key=lambda p: score(p, emissions, transitions))
        assert tuple(best_path(emissions, transitions, 1e-9).tolist()) == best


@pytest.mark.parametrize("steps", [50, 101, 997])
def test_long_chains_as_step_by_step(steps: int) -> None:
    chance = np.random.default_rng(steps)
    emissions, transitions = chance.normal(size=(steps, 8)), chance.normal(size=(8, 8))
    total, back = emissions[0], []
    for step in range(1, steps):
        ways = total[:, None] + transitions
        back.append(ways.argmax(0))
        total = ways.max(0) + emissions[step]
    path = [int(total.argmax())]
    for tags in reversed(back):
        path.append(int(tags[path[-1]]))
    assert best_path(emissions, transitions, 1e-9).tolist() == path[::-1]


def test_the_first_of_equals_wins() -> None:
    assert best_path(np.zeros((40, 3)), np.zeros((3, 3)), 1e-4).tolist() == [0] * 40
