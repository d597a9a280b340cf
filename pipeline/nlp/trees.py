"""Trees from a network's choice of heads: one root a sentence, no cycles."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def document(heads: Ints, sizes: Sequence[int]) -> tuple[Ints, int]:
    """Heads of a document's sentences, one after the other, as trees, and how many were changed.

    `heads` as in `repair`; in the answer they count the document's words, and a root points at itself.
    """
    lengths = np.asarray(sizes, np.int64)
    ends = np.cumsum(lengths)
    firsts = np.repeat(ends - lengths, lengths)
    trees = np.where(heads > 0, heads - 1 + firsts, np.arange(len(heads)))
    reached = trees
    for _ in range(int(lengths.max(initial=1)).bit_length()):
        reached = reached[reached]  # twice as far up with each round: in a tree, to the root
    roots = np.add.reduceat(heads == 0, ends - lengths) if len(sizes) else lengths
    lost = np.add.reduceat(heads[reached] != 0, ends - lengths) if len(sizes) else lengths
    changed = 0
    for sentence in np.flatnonzero((roots != 1) | (lost > 0)):
        span = slice(ends[sentence] - lengths[sentence], ends[sentence])
        tree, repairs = repair(heads[span].tolist())
        trees[span] = np.array(tree) + span.start
        changed += repairs
    return trees, changed


def repair(heads: Sequence[int]) -> tuple[list[int], int]:
    """Heads of one sentence as a tree, and how many of them were changed.

    `heads[k]` is the place of word k's head, counted from 1; 0 stands for the root, as in CoNLL-U. In the answer
    places count from 0 and the root points at itself. The first word that claims to be the root is the root (the
    first word of all, if none does); further roots hang on it, and so does the first word of each cycle.
    """
    root = next((k for k, head in enumerate(heads) if head == 0), 0)
    tree = [head - 1 if head else root for head in heads]
    tree[root] = root
    sound = [False] * len(tree)  # whether the way from here to the root is known
    sound[root] = True
    for start in range(len(tree)):
        path = []
        at = start
        while not sound[at]:
            sound[at] = True
            path.append(at)
            at = tree[at]
        if at in path:
            tree[min(path[path.index(at) :])] = root
    changed = sum(new != (old - 1 if old else k) for k, (new, old) in enumerate(zip(tree, heads, strict=True)))
    return tree, changed
