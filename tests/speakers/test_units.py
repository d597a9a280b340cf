"""Units of speech and the narration around them."""

from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.core.records import Quote
from pipeline.speakers import tokens as columns
from pipeline.speakers import units
from pipeline.speakers.units import Unit


def document(text: str) -> Doc:
    """A Doc of the words, with punctuation apart and no analysis."""
    parts = text.replace("\n", " \n ").split(" ")
    kinds = {"\n": "SPACE"} | dict.fromkeys("—,.:«»", "PUNCT")
    return Doc(Vocab(), words=parts, pos=[kinds.get(part, "NOUN") for part in parts])


def quote(doc: Doc, words: str, **more: object) -> Quote:
    start = doc.text.index(words)
    return Quote(f"q{start}", start, start + len(words), "speech", **({"mode": "dialogue"} | more))  # type: ignore[arg-type]


def zones(doc: Doc, *quotes: Quote) -> list[Unit]:
    tokens = columns.read(doc, doc.text)
    found = units.group(tokens, quotes)
    units.set_zones(tokens, found, units.levels(tokens, found))
    return found


def words(doc: Doc, unit: Unit, zone: str) -> str:
    return " ".join(doc[first:last].text for first, last in unit.zones[zone])


def test_stretches_of_a_turn_are_one_unit() -> None:
    doc = document("— да , — сказал он , — пора домой .")
    units_ = zones(doc, quote(doc, "да", turn=1), quote(doc, "пора домой", turn=1))
    assert len(units_) == 1 and len(units_[0].stretches) == 2
    assert "сказал он" in words(doc, units_[0], "inside")


def test_paragraph_before_counts_where_nothing_stands_in_its_own() -> None:
    doc = document("Он встал :\n— пора домой .")
    unit = zones(doc, quote(doc, "пора домой", turn=1))[0]
    assert "Он встал" in words(doc, unit, "previous") and unit.colon


def test_words_around_a_nested_quote_are_its_narration() -> None:
    doc = document("« брат сказал : « пора » »")
    outer = quote(doc, "« брат сказал : « пора » »", mode="direct")
    inner = quote(doc, "« пора »", mode="direct", parent=outer.id)
    found = zones(doc, outer, inner)
    assert [unit.parent for unit in found] == [-1, 0]
    assert "брат сказал" in words(doc, found[1], "before")


def test_indirect_speech_is_no_level() -> None:
    doc = document("он сказал , что брат крикнул : « пора »")
    outer = quote(doc, "брат крикнул : « пора »", mode="indirect")
    inner = quote(doc, "« пора »", mode="direct", parent=outer.id)
    found = zones(doc, outer, inner)
    assert [(unit.parent, unit.level) for unit in found] == [(-1, -1), (0, -1)]
