"""slovnet's published networks (morphology, syntax, names) run in plain numpy.

The networks are those of the natasha project: word and shape embeddings, three convolutions of width 3, a head.
The weights are the published ones and the answers are slovnet's; only the order of work differs:

- No padding. Sentences are laid end to end with a zero row between them, which is set to zero again after each layer,
  so a sentence never sees its neighbour.
- The first convolution is linear in each word, so the product of a word's embedding with the three taps of the three
  networks is computed once and kept in a bounded table; the layer itself is three gathers and two sums.
- Later convolutions are one matrix product to all taps, then sums of shifted rows.
- Heads take the first candidate within TIE of the best. Float sums differ in their last digits between kernels,
  batches and machines, and exact ties occur; so decided, the answer does not.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from navec import Navec
from numpy.typing import NDArray
from slovnet.exec.model import NER, Morph
from slovnet.exec.model import Syntax as SyntaxModel
from slovnet.exec.pack import Pack
from slovnet.shape import word_shape

from pipeline.core.errors import KtokogoError
from pipeline.nlp.viterbi import best_path

TIE = 1e-4
BLOCK = 512  # rows worked on at a time: small enough for the processor's cache
TAPS = 3  # width of every convolution

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def first_best(scores: Floats) -> Ints:
    """Along the last axis, the first index whose score is within TIE of the best."""
    return (scores >= scores.max(-1, keepdims=True) - TIE).argmax(-1)


class Vocabulary(NamedTuple):
    """Numbers of words and of their shapes in the embeddings."""

    words: dict[str, int]
    shapes: dict[str, int]

    def numbers(self, words: Sequence[str]) -> tuple[Ints, Ints]:
        unknown = self.words["<unk>"]
        ids = [self.words.get(word.lower(), unknown) for word in words]
        return np.array(ids), np.array([self.shapes[word_shape(word)] for word in words])


class Layer(NamedTuple):
    """A convolution of width 3 with relu and batch norm; the norm's (positive) scale is part of taps and bias."""

    taps: Floats  # (in, TAPS * filters)
    bias: Floats
    shift: Floats

    @classmethod
    def of(cls, layer: Any) -> "Layer":
        weight, norm = layer.conv.weight.array, layer.norm  # weight: (filters, in, TAPS)
        scale = norm.weight.array / norm.std.array
        taps = (weight * scale[:, None, None]).transpose(1, 2, 0).reshape(weight.shape[1], -1)
        return cls(np.ascontiguousarray(taps), layer.conv.bias.array * scale, norm.bias.array - norm.mean.array * scale)

    def __call__(self, rows: Floats, gaps: NDArray[np.bool_]) -> Floats:
        products = rows @ self.taps
        size = self.bias.size
        here = products[:, size : 2 * size]
        here += self.bias
        return self.finish(products[:-1, :size], here, products[1:, 2 * size :], gaps)

    def finish(self, before: Floats, here: Floats, after: Floats, gaps: NDArray[np.bool_]) -> Floats:
        """Sum the products of each row with those of its neighbours, in place; gaps become zero."""
        here[1:] += before
        here[:-1] += after
        np.maximum(here, 0, out=here)
        here += self.shift
        here[gaps] = 0
        return here


class FirstLayer:
    """Products of words with the taps of each network's first convolution, kept for up to `capacity` words.

    `products` has shape (networks, TAPS, capacity, filters); row 0 is zero and stands between sentences.
    When the table is full it starts afresh; a row's values never depend on what else is in the table.
    """

    def __init__(self, vocabulary: Vocabulary, models: Sequence[Any], capacity: int = 16384):
        self._vocabulary = vocabulary
        self._embedding = models[0].emb.word  # the same in all networks
        layers = [Layer.of(model.encoder.layers[0]) for model in models]
        filters = layers[0].bias.size
        taps = np.stack([layer.taps.reshape(-1, TAPS, filters).swapaxes(0, 1) for layer in layers])
        shapes = np.stack([model.emb.shape.weight.array for model in models])
        self._by_word = np.ascontiguousarray(taps[:, :, : self._embedding.dim])
        self._by_shape = shapes[:, None] @ taps[:, :, self._embedding.dim :]
        self._by_shape[:, 1] += np.stack([layer.bias for layer in layers])[:, None]  # once, with the middle tap
        self._rows: dict[str, int] = {}
        self._capacity = capacity
        self.products = np.zeros((len(models), TAPS, capacity, filters), np.float32)

    def rows(self, words: Sequence[str]) -> Ints:
        """Row numbers of words; at most `capacity - 1` different words at once."""
        rows = [self._rows.get(word, 0) for word in words]
        if 0 in rows:
            new = list(dict.fromkeys(word for word, row in zip(words, rows, strict=True) if not row))
            if len(self._rows) + len(new) >= self._capacity:
                self._rows.clear()
                new = list(dict.fromkeys(words))
            self._add(new)
            rows = [self._rows[word] for word in words]
        return np.array(rows, np.int64)

    def _add(self, words: list[str]) -> None:
        start = len(self._rows) + 1
        for done in range(0, len(words), BLOCK):
            ids, shapes = self._vocabulary.numbers(words[done : done + BLOCK])
            rows = slice(start + done, start + done + len(ids))
            self.products[:, :, rows] = self._embedding(ids) @ self._by_word
            self.products[:, :, rows] += self._by_shape[:, :, shapes]
        self._rows.update(zip(words, range(start, start + len(words)), strict=True))


class Encoder:
    """The three convolutions of one network."""

    def __init__(self, first: FirstLayer, network: int, model: Any):
        self._table = first
        self._taps = first.products[network]
        self._first, *self._later = (Layer.of(layer) for layer in model.encoder.layers)

    def __call__(self, words: Sequence[str], gaps: NDArray[np.bool_]) -> Floats:
        """Features, shape (rows, 64), of words laid end to end; `words` holds the rows that are not gaps."""
        rows = np.zeros(len(gaps), np.int64)
        rows[~gaps] = self._table.rows(words)
        before, here, after = self._taps
        out = self._first.finish(before[rows[:-1]], here[rows], after[rows[1:]], gaps)
        for layer in self._later:
            out = layer(out, gaps)
        return out

    def sentences(self, words: Sequence[str], sizes: Sequence[int]) -> Iterator[tuple[list[int], Floats]]:
        """Blocks of whole sentences: their sizes, and the features of their tokens without gaps."""
        done = 0
        for block in _blocks(sizes):
            total = sum(block)
            gaps = np.zeros(total + len(block), np.bool_)
            gaps[np.cumsum(block) + np.arange(len(block))] = True
            yield block, self(words[done : done + total], gaps)[~gaps]
            done += total

    def text(self, words: Sequence[str]) -> Iterator[Floats]:
        """Features of a whole document's tokens, block by block; each block sees the words around it."""
        around = 1 + len(self._later)
        for start in range(0, len(words), BLOCK):
            stop = min(start + BLOCK, len(words))
            before = words[max(0, start - around) : start]
            after = words[stop : stop + around]
            gaps = np.zeros(2 * around + stop - start, np.bool_)
            gaps[: around - len(before)] = True
            gaps[len(gaps) - around + len(after) :] = True
            yield self([*before, *words[start:stop], *after], gaps)[around : len(gaps) - around]


def _blocks(sizes: Sequence[int]) -> Iterator[list[int]]:
    block: list[int] = []
    for size in sizes:
        if block and sum(block) + size > BLOCK:
            yield block
            block = []
        block.append(size)
    if block:
        yield block


class Morphology:
    """UD part of speech and features of each token: `tags[k]` is "POS|Feature=Value|…"."""

    def __init__(self, encoder: Encoder, head: Any, tags: list[str]):
        self._encoder = encoder
        self._weight, self._bias = head.proj.weight.array, head.proj.bias.array
        self.tags = tags

    def __call__(self, words: Sequence[str], sizes: Sequence[int]) -> Ints:
        """Numbers in `tags`, one a word; `sizes` are the lengths of the sentences."""
        tags: list[Ints] = [np.empty(0, np.int64)]
        for _, out in self._encoder.sentences(words, sizes):
            scores = out @ self._weight
            scores += self._bias
            tags.append(first_best(scores))
        return np.concatenate(tags)


class Pair(NamedTuple):
    """Two projections and the kernel that compares them (a biaffine scorer without bias)."""

    head: Any
    tail: Any
    root: Floats
    kernel: Floats

    @classmethod
    def of(cls, module: Any) -> "Pair":
        return cls(module.head, module.tail, module.root.array, module.kernel.array)


class Syntax:
    """UD heads and relations. The heads are the network's own choice: not always trees (see `pipeline.nlp.trees`)."""

    def __init__(self, encoder: Encoder, model: Any, relations: list[str]):
        self._encoder = encoder
        self._head, self._relation = Pair.of(model.head), Pair.of(model.rel)
        self.relations = relations

    def __call__(self, words: Sequence[str], sizes: Sequence[int]) -> tuple[Ints, Ints]:
        """For each word its head (0 is the root, k the sentence's k-th word) and a number in `relations`."""
        heads: list[Ints] = [np.empty(0, np.int64)]
        relations: list[Ints] = [np.empty(0, np.int64)]
        for block, out in self._encoder.sentences(words, sizes):
            rows = np.vstack((self._head.root, out))  # the root is shared by the sentences of the block
            scores = (self._head.head(rows) @ self._head.kernel)[1:] @ self._head.tail(rows).T
            sentence = np.repeat(np.arange(len(block)), block)
            scores[:, 1:][sentence[:, None] != sentence] = -np.inf
            found = first_best(scores)
            before = np.repeat(np.cumsum(block) - block, block)
            heads.append(np.where(found > 0, found - before, 0))
            relations.append(self._relate(out, found))
        return np.concatenate(heads), np.concatenate(relations)

    def _relate(self, out: Floats, heads: Ints) -> Ints:
        pair = self._relation
        head = pair.head(np.vstack((pair.root, out)))[heads]
        tail = pair.tail(out)
        scores = (head @ pair.kernel).reshape(len(out), -1, tail.shape[1]) @ tail[:, :, None]
        return first_best(scores[:, :, 0])


class Names:
    """Names of persons, places and bodies: BIO tags by a conditional random field over the whole document."""

    def __init__(self, encoder: Encoder, head: Any, tags: list[str]):
        self._encoder = encoder
        self._weight, self._bias = head.proj.weight.array, head.proj.bias.array
        self._transitions = head.crf.transitions.array.astype(np.float64)
        self.tags = tags

    def __call__(self, words: Sequence[str]) -> Ints:
        """Numbers in `tags`, one a word."""
        if not words:
            return np.empty(0, np.int64)
        emissions = np.concatenate([out @ self._weight + self._bias for out in self._encoder.text(words)])
        return best_path(emissions.astype(np.float64), self._transitions, TIE)


class Networks(NamedTuple):
    morphology: Morphology
    syntax: Syntax
    names: Names


@cache
def load() -> Networks:
    """The three networks with the weights that the natasha package carries; its code is not imported."""
    found = find_spec("natasha")
    if found is None or not found.submodule_search_locations:
        raise KtokogoError("the natasha package, which carries the models, is missing: run `make repro` or `make test`")
    data = Path(next(iter(found.submodule_search_locations))) / "data"
    navec = Navec.load(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")
    models, labels = [], []
    for name, kind, label in (("morph", Morph, "tag"), ("syntax", SyntaxModel, "rel"), ("ner", NER, "tag")):
        with Pack(data / "model" / f"slovnet_{name}_news_v1.tar") as pack:
            pack.load_meta().check_protocol()
            model = pack.load_model(kind)
            model = model.inject_arrays(dict(pack.load_arrays(model.weights))).inject_navec(navec)
            labels.append(pack.load_vocab(label).items)
            shapes = pack.load_vocab("shape").item_ids
        models.append(model)
    first = FirstLayer(Vocabulary(navec.vocab.word_ids, shapes), models)
    encoders = [Encoder(first, k, model) for k, model in enumerate(models)]
    return Networks(
        Morphology(encoders[0], models[0].head, labels[0]),
        Syntax(encoders[1], models[1], labels[1]),
        Names(encoders[2], models[2].head, labels[2]),
    )
