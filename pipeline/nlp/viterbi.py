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
    columns = np.ascontiguousarray(padded.reshape(blocks, width, tags).transpose(1, 2, 0))

    def scores(column: int) -> Floats:
        """Of the moves at one place of every block, shape (from, to, blocks)."""
        table = transitions[:, :, None] + columns[column]
        if (blocks - 1) * width + column >= moves:
            table[:, :, -1] = stay
        return table

    entries = np.empty((tags, blocks))
    entry = emissions[0]
    through = _through_blocks(scores, blocks, width, stay)
    for block in range(blocks):
        entries[:, block] = entry - entry.max()
        entry = (entries[:, block, None] + through[:, :, block]).max(0)

    # back[column, tag, block]: where the best path to `tag` comes from
    back = np.empty((width, tags, blocks), np.uint8)
    score = entries
    for column in range(width if blocks else 0):
        ways = score[:, None] + scores(column)
        score = ways.max(0)
        back[column] = (ways >= score - tie).argmax(0)

    # leave[column, tag, block]: the tag at that column of the best path that leaves the block with `tag`
    leave = np.empty((width + 1, tags, blocks), np.uint8)
    leave[width] = np.arange(tags)[:, None]
    for column in range(width - 1, -1, -1):
        leave[column] = np.take_along_axis(back[column], leave[column + 1], axis=0)
    path = np.empty(blocks * width + 1, np.int64)
    tag = int((entry >= entry.max() - tie).argmax())
    path[-1] = tag
    for block in range(blocks - 1, -1, -1):
        path[block * width : (block + 1) * width] = leave[:width, tag, block]
        tag = int(leave[0, tag, block])
    return path[: moves + 1]


def _through_blocks(scores: Callable[[int], Floats], blocks: int, width: int, stay: Floats) -> Floats:
    """The best score from each tag before a block to each tag at its end, shape (from, to, blocks)."""
    through = np.repeat(stay[:, :, None], blocks, axis=2)
    for column in range(width if blocks else 0):
        through = (through[:, :, None] + scores(column)).max(1)
    return through
