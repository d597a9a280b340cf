"""The best path through a chain (Viterbi 1967), with long chains cut into blocks that are worked on side by side."""

from collections.abc import Callable
from math import isqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def best_path(emissions: Floats, transitions: Floats, tie: float) -> Ints:
    """The tag of each step: emissions have shape (steps, tags), steps >= 1, transitions (tags from, tags to).

    Scores within `tie` of the best count as equal, and the first tag wins.
    """
    tags = emissions.shape[1]
    moves = len(emissions) - 1
    width = isqrt(moves) + 1
    blocks = -(-moves // width)
    stay = np.where(np.eye(tags, dtype=bool), 0.0, -np.inf)  # the move that changes nothing, to fill the last block
    padded = np.zeros((blocks * width, tags))
    padded[:moves] = emissions[1:]
    padded = padded.reshape(blocks, width, tags)

    def scores(column: int) -> Floats:
        """Of the moves at one place of every block, shape (blocks, from, to)."""
        table = transitions + padded[:, column, None, :]
        if (blocks - 1) * width + column >= moves:
            table[-1] = stay
        return table

    entries = np.empty((blocks, tags))
    entry = emissions[0]
    through = _through_blocks(scores, blocks, width, stay)
    for block in range(blocks):
        entries[block] = entry - entry.max()
        entry = (entries[block][:, None] + through[block]).max(0)

    # back[block, column, tag]: where the best path to `tag` comes from
    back = np.empty((blocks, width, tags), np.uint8)
    score = entries
    for column in range(width if blocks else 0):
        ways = score[:, :, None] + scores(column)
        score = ways.max(1)
        back[:, column] = (ways >= score[:, None, :] - tie).argmax(1)

    # leave[block, column, tag]: the tag at that column of the best path that leaves the block with `tag`
    leave = np.empty((blocks, width + 1, tags), np.uint8)
    leave[:, width] = np.arange(tags)
    for column in range(width - 1, -1, -1):
        leave[:, column] = np.take_along_axis(back[:, column], leave[:, column + 1], axis=1)
    path = np.empty(blocks * width + 1, np.int64)
    tag = int((entry >= entry.max() - tie).argmax())
    path[-1] = tag
    for block in range(blocks - 1, -1, -1):
        path[block * width : (block + 1) * width] = leave[block, :width, tag]
        tag = int(leave[block, 0, tag])
    return path[: moves + 1]


def _through_blocks(scores: Callable[[int], Floats], blocks: int, width: int, stay: Floats) -> Floats:
    """The best score from each tag before a block to each tag at its end, shape (blocks, from, to)."""
    through = np.repeat(stay[None], blocks, axis=0)
    for column in range(width if blocks else 0):
        through = (through[:, :, :, None] + scores(column)[:, None]).max(2)
    return through
