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

TIE = 1e-4
BLOCK = 512  # rows worked on at a time: small enough for the processor's cache
TAPS = 3  # width of every convolution

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def first_best(scores: Floats) -> Ints:
    """Along the last axis, the first index whose score is within TIE of the best."""
    return (scores >= scores.max(-1, keepdims=True) - TIE).argmax(-1)


class FirstLayer:
    """Products of words with the taps of each network's first convolution, kept for up to `capacity` words.

    `products[network]` has shape (capacity, TAPS * filters); row 0 is zero and stands between sentences.
    When the table is full it starts afresh; a row's values never depend on what else is in the table.
    """

    def __init__(self, words: dict[str, int], embedding: Any, models: Sequence[Any], capacity: int = 16384):
        self._words = words
        self._embedding = embedding
        self._unknown = words["<unk>"]
        first = [model.emb for model in models]
        taps = [_taps(model.encoder.layers[0]) for model in models]
        self._word_dim = embedding.dim
        self._by_word = np.hstack([t[: self._word_dim] for t in taps])
        self._by_shape = np.hstack(
            [emb.shape.weight.array @ t[self._word_dim :] for emb, t in zip(first, taps, strict=True)]
        )
        self._capacity = capacity
        self.products = np.zeros((len(models), capacity, taps[0].shape[1]), np.float32)
        self._rows: dict[str, int] = {}

    def load_shapes(self, shapes: dict[str, int]) -> None:
        self._shapes = shapes

    def rows(self, words: Sequence[str]) -> Ints:
        """Row numbers of words; at most `capacity - 1` different words at once."""
        known = self._rows
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            if len(known) + len(new) >= self._capacity:
                known.clear()
                new = list(dict.fromkeys(words))
            self._add(new)
        return np.fromiter((known[word] for word in words), np.int64, len(words))

    def _add(self, words: list[str]) -> None:
        start = len(self._rows) + 1
        for position in range(0, len(words), BLOCK):
            some = words[position : position + BLOCK]
            ids = np.array([self._words.get(word.lower(), self._unknown) for word in some])
            shapes = np.array([self._shapes[word_shape(word)] for word in some])
            product = self._embedding(ids) @ self._by_word + self._by_shape[shapes]
            at = start + position
            self.products[:, at : at + len(some)] = product.reshape(len(some), len(self.products), -1).swapaxes(0, 1)
        self._rows.update(zip(words, range(start, start + len(words)), strict=True))


def _taps(layer: Any) -> Floats:
    """Weights of a convolution, (filters, in, TAPS), as one matrix (in, TAPS * filters)."""
    weight = layer.conv.weight.array
    return np.ascontiguousarray(weight.transpose(1, 2, 0).reshape(weight.shape[1], -1))


class Layer(NamedTuple):
    """A convolution with what follows it: relu, then batch norm as `scale` and `shift`."""

    taps: Floats
    bias: Floats
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, layer: Any) -> "Layer":
        norm = layer.norm
        scale = norm.weight.array / norm.std.array
        return cls(_taps(layer), layer.conv.bias.array, scale, norm.bias.array - norm.mean.array * scale)

    def finish(self, products: Floats, gaps: NDArray[np.bool_]) -> Floats:
        """Sum the taps' products, shape (rows, TAPS * filters), of each row and its neighbours; gaps become zero."""
        size = self.bias.size
        out = products[:, size : 2 * size] + self.bias
        out[1:] += products[:-1, :size]
        out[:-1] += products[1:, 2 * size :]
        np.maximum(out, 0, out=out)
        out *= self.scale
        out += self.shift
        out[gaps] = 0
        return out


class Encoder:
    """The three convolutions of one network."""

    def __init__(self, first: FirstLayer, network: int, model: Any):
        self._first = first
        self._network = network
        self._layers = [Layer.of(layer) for layer in model.encoder.layers]

    def __call__(self, words: Sequence[str], gaps: NDArray[np.bool_]) -> Floats:
        """Features, shape (rows, 64), of words laid end to end; `words` holds the rows that are not gaps."""
        rows = np.zeros(len(gaps), np.int64)
        rows[~gaps] = self._first.rows(words)
        out = self._layers[0].finish(self._first.products[self._network][rows], gaps)
        for layer in self._layers[1:]:
            out = layer.finish(out @ layer.taps, gaps)
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
        around = len(self._layers)
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
        blocks = [first_best(out @ self._weight + self._bias) for _, out in self._encoder.sentences(words, sizes)]
        return np.concatenate(blocks) if blocks else np.empty(0, np.int64)


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
            # row 0 is the root, shared by the sentences of the block
            left = self._head.head(np.vstack((self._head.root, out))) @ self._head.kernel
            right = self._head.tail(np.vstack((self._head.root, out)))
            gather: list[Ints] = []
            done = 1
            for size in block:
                candidates = np.vstack((right[:1], right[done : done + size]))
                head = first_best(left[done : done + size] @ candidates.T)
                heads.append(head)
                gather.append(np.where(head > 0, head + done - 1, 0))
                done += size
            relations.append(self._relate(out, np.concatenate(gather)))
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
        return viterbi(emissions.astype(np.float64), self._transitions)


def viterbi(emissions: NDArray[np.float64], transitions: NDArray[np.float64]) -> Ints:
    """The best path (Viterbi 1967) through emissions (steps, tags) and transitions (from, to)."""
    score = emissions[0]
    back = np.zeros(emissions.shape, np.int64)
    columns = np.arange(emissions.shape[1])
    for step in range(1, len(emissions)):
        candidates = (score[:, None] + transitions).T
        back[step] = first_best(candidates)
        score = candidates[columns, back[step]] + emissions[step]
        score -= score.max()
    path = np.empty(len(emissions), np.int64)
    path[-1] = first_best(score)
    for step in range(len(emissions) - 1, 0, -1):
        path[step - 1] = back[step, path[step]]
    return path


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
    first = FirstLayer(navec.vocab.word_ids, models[0].emb.word, models)
    first.load_shapes(shapes)
    encoders = [Encoder(first, k, model) for k, model in enumerate(models)]
    return Networks(
        Morphology(encoders[0], models[0].head, labels[0]),
        Syntax(encoders[1], models[1], labels[1]),
        Names(encoders[2], models[2].head, labels[2]),
    )
