"""The reporting clause of a unit: its verb, subject and strength, on sentences annotated by the real components."""

from collections.abc import Sequence

import pytest

from pipeline import annotate, ingest
from pipeline.core.authority import Authority
from pipeline.core.records import Entities, Entity, Mention, Quote, Span
from pipeline.speakers import scene
from pipeline.speakers.scene import Cue, Scene, past_by_ending

NAMES = {"Иван": "male", "Марья": "female"}


def read(text: str, *words: str) -> Scene:
    """The scene of a text; names are found by their letters, each of `words` is a stretch of dialogue."""
    document = ingest.document("t", text)
    clean = document.clean
    mentions = [Mention(at, at + len(name), "PER", name) for name in NAMES for at in places(clean, name)]
    found = Entities(
        tuple(sorted(mentions, key=lambda m: m.start)),
        tuple(Entity(name, "PER", name, gender=gender) for name, gender in NAMES.items()),  # type: ignore[arg-type]
    )
    quotes = [dialogue(clean, word, turn) for turn, word in enumerate(words)]
    return scene.read(document, annotate.annotate(document), found, quotes, Authority())


def places(text: str, name: str) -> Sequence[int]:
    return [at for at in range(len(text)) if text.startswith(name, at)]


def dialogue(text: str, words: str, turn: int) -> Quote:
    span: Span = (text.index(words), text.index(words) + len(words))
    return Quote(f"t:q:{span[0]}-{span[1]}", *span, "speech", "dialogue", turn=turn)


def cue(text: str, words: str) -> Cue:
    found = read(text, words).cues[0]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "words", "verb", "subject", "strength"),
    [
        ("— Пойдём домой, — сказал Иван.", "Пойдём домой", "сказал", "Иван", 2),
        ("— Пойдём домой, — Марья улыбнулась.", "Пойдём домой", "улыбнулась", "Марья", 0),
        ("— Пойдём домой, — тихо ответила ему Марья.", "Пойдём домой", "ответила", "Марья", 2),
        ("Иван подошёл ближе. Иван сказал:\n— Пойдём домой.", "Пойдём домой", "сказал", "Иван", 1),
        ("— Пора, — вырвалось у Марьи.", "Пора", "вырвалось", None, 2),
    ],
)
def test_reporting_clause(text: str, words: str, verb: str, subject: str | None, strength: int) -> None:
    stage = read(text, words)
    found = stage.cues[0]
    assert found is not None
    assert stage.tokens.text[found.verb] == verb
    assert found.strength == strength
    if subject is not None:
        assert found.subject is not None and found.subject.options == (subject,)


def test_object_of_the_reporting_verb_is_kept() -> None:
    assert [ref.kind for ref in cue("— Пора, — сказала Марья ему.", "Пора").objects] == ["pronoun"]


def test_no_clause_beside_a_bare_turn() -> None:
    assert read("— Пора.", "Пора").cues == [None]


@pytest.mark.parametrize(
    ("word", "gender"),
    [("буркнул", "male"), ("улыбнулась", "female"), ("раздалось", "neuter"), ("дом", ""), ("ел", "")],
)
def test_gender_by_the_ending(word: str, gender: str) -> None:
    assert past_by_ending(word) == gender


def test_vocative_speaks_of_another() -> None:
    own = read("— Иван, пойдём домой, — сказала Марья.", "Иван, пойдём домой").own[0]
    assert [ref.vocative for ref in own if ref.options == ("Иван",)] == [True]
