import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.nlp import trees

SENTENCE = st.integers(1, 8).flatmap(lambda size: st.lists(st.integers(0, size), min_size=size, max_size=size))


def is_tree(heads: list[int]) -> bool:
    def root(word: int) -> int:
        for _ in heads:
            word = heads[word]
        return word

    return len({root(word) for word in range(len(heads))}) == 1


@given(SENTENCE)
def test_repair_gives_one_tree(heads: list[int]) -> None:
    tree, changed = trees.repair(heads)
    assert is_tree(tree) and sum(head == word for word, head in enumerate(tree)) == 1
    assert changed == sum(
        new != (old - 1 if old else word) for word, (new, old) in enumerate(zip(tree, heads, strict=True))
    )


@given(SENTENCE)
def test_a_tree_stays(heads: list[int]) -> None:
    tree, _ = trees.repair(heads)
    again, changed = trees.repair([0 if head == word else head + 1 for word, head in enumerate(tree)])
    assert (again, changed) == (tree, 0)


@given(st.lists(SENTENCE, max_size=4))
def test_a_document_is_its_sentences(sentences: list[list[int]]) -> None:
    heads = np.array([head for sentence in sentences for head in sentence], np.int64)
    found, changed = trees.document(heads, [len(sentence) for sentence in sentences])
    expected: list[int] = []
    for sentence in sentences:
        expected += [head + len(expected) for head in trees.repair(sentence)[0]]
    assert found.tolist() == expected
    assert changed == sum(trees.repair(sentence)[1] for sentence in sentences)


def test_further_roots_and_cycles_hang_on_the_first_root() -> None:
    assert trees.repair([2, 0, 0, 5, 4]) == ([1, 1, 1, 1, 3], 2)
