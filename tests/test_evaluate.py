"""Scores against gold, on cases counted by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import evaluate
from pipeline.core.errors import KtokogoError

TEXT = "Ленин писал: «Мы ждём». Он сказал, что пора. Газета «Правда» молчит 4 мая 1917 г."


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def quote(words: str, kind: str = "speech", speaker: str | None = "lenin", mode: str = "direct") -> dict[str, Any]:
    return span(words) | {"kind": kind, "mode": mode, "speaker": speaker, "speaker_name": speaker, "source": None}


def analysis(**layers: Any) -> dict[str, Any]:
    lenin = {"id": "lenin", "type": "PER", "name": "В. И. Ленин", "aliases": []}
    empty: dict[str, Any] = {"mentions": [], "entities": [lenin], "dates": [], "quotes": []}
    return {"doc": "d", "text": TEXT} | empty | layers


def scores(predicted: dict[str, Any], **gold: Any) -> dict[str, dict[str, Any]]:
    layers = {layer: {"d": gold.get(layer, [])} for layer in evaluate.LAYERS}
    return {row["score"]: row for row in evaluate.table(evaluate.score([predicted], layers))}


GOLD = [
    span("«Мы ждём»") | {"kind": "speech", "speaker": "Ленин", "attribution": "explicit"},
    span("«Правда»") | {"kind": "title", "speaker": None},
]


def test_all_right() -> None:
    got = scores(analysis(quotes=[quote("«Мы ждём»"), quote("«Правда»", "title", None)]), quotes=GOLD)
    for name in ("quotes: span, exact", "quotes: kind", "quotes: speaker", "quotes: speaker, explicit"):
        assert (got[name]["f1"], got[name]["low"], got[name]["high"]) == (1, 1, 1)


def test_marks_at_the_edge_do_not_count_but_letters_do() -> None:
    got = scores(analysis(quotes=[quote("Мы ждём"), quote("«Правда» молчит", "title", None)]), quotes=GOLD)
    row = got["quotes: span, exact"]
    assert (row["right"], row["predicted"], row["wanted"], row["f1"]) == (1, 2, 2, 0.5)


def test_a_quote_not_found_has_no_right_speaker() -> None:
    got = scores(analysis(), quotes=GOLD)
    assert (got["quotes: speaker"]["right"], got["quotes: speaker"]["wanted"]) == (0, 1)


def test_speech_called_a_title_has_no_right_speaker() -> None:
    got = scores(analysis(quotes=[quote("«Мы ждём»", "title")]), quotes=GOLD)
    assert got["quotes: speaker"]["right"] == 0
    assert got["quotes: kind"]["right"] == 0


def test_debatable_gold_neither_rewards_nor_punishes() -> None:
    gold = [dict(GOLD[0], debatable=True), GOLD[1]]
    for quotes in ([quote("«Правда»", "title", None)], [quote("«Мы ждём»"), quote("«Правда»", "title", None)]):
        row = scores(analysis(quotes=quotes), quotes=gold)["quotes: span, exact"]
        assert (row["predicted"], row["wanted"], row["f1"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("source", "speaker", "name", "right"),
    [
        ((0, 5), "x", "кто-то", True),
        ((24, 26), "x", "кто-то", False),
        (None, "x", "Ленину", True),
        (None, None, None, False),
    ],
)
def test_right_speaker(source: Any, speaker: str | None, name: str | None, right: bool) -> None:
    gold = {"speaker": "Ленин", "speaker_start": 0, "speaker_end": 5}
    assert evaluate.right_speaker(gold, {"speaker": speaker, "speaker_name": name, "source": source}, {}) is right


def test_indirect_speech_is_scored_apart() -> None:
    got = scores(
        analysis(quotes=[quote("пора", mode="indirect"), quote("«Мы ждём»")]),
        indirect=[span("пора") | {"speaker": "Ленин"}],
    )
    assert got["indirect: span, relaxed"]["f1"] == 1
    assert "quotes: span, exact" not in got


def test_clusters() -> None:
    names = [span("Ленин"), span("Он"), span("Правда")]
    gold = [
        dict(n, type="PER" if k < 2 else "ORG", canonical=c) for k, (n, c) in enumerate(zip(names, "aab", strict=True))
    ]
    mentions = [dict(names[0], type="PER", entity="1"), dict(names[2], type="ORG", entity="1")]
    got = scores(analysis(mentions=mentions), entities=gold)
    assert got["mentions: PER"]["right"] == 1
    # by hand: precision (1/2 + 1 + 1/2) / 3, recall (1/2 + 1/2 + 1) / 3
    assert (got["entities: B³"]["p"], got["entities: B³"]["r"]) == (0.6667, 0.6667)
    # by hand: {Ленин, Он} with {Он}: 2/3, {Правда} with {Ленин, Правда}: 2/3
    assert got["entities: CEAF-e"]["f1"] == 0.6667


def test_dates() -> None:
    gold = [span("4 мая 1917 г.") | {"edtf": "1917-05-04"}]
    wrong = scores(analysis(dates=[span("мая 1917 г.") | {"edtf": "1917-05"}]), dates=gold)
    assert (wrong["dates: found"]["f1"], wrong["dates: EDTF value"]["f1"]) == (1, 0)
    right = scores(analysis(dates=[span("4 мая 1917") | {"edtf": "1917-05-04~"}]), dates=gold)
    assert right["dates: EDTF value"]["f1"] == 1


def test_pairs_are_one_to_one_and_the_best() -> None:
    assert evaluate.pair([(0, 10), (2, 10)], [(0, 9), (0, 10)], 0.5) == {0: 1, 1: 0}


def test_files_and_errors(tmp_path: Path) -> None:
    gold, predicted, errors = tmp_path / "quotes.jsonl", tmp_path / "out.jsonl", tmp_path / "errors.csv"
    gold.write_text("".join(json.dumps(dict(g, doc="d")) + "\n" for g in GOLD), encoding="utf-8")
    predicted.write_text(json.dumps(analysis(quotes=[quote("«Мы ждём»", speaker="stalin")])), encoding="utf-8")
    table = evaluate.evaluate(gold, predicted, errors)
    assert {row["score"] for row in table} >= {"quotes: span, exact", "quotes: kind", "quotes: speaker"}
    lines = errors.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert any("found in gold only" in line and "«Правда»" in line for line in lines)
    with pytest.raises(KtokogoError, match="none of its documents"):
        other = tmp_path / "other.jsonl"
        other.write_text(json.dumps(dict(analysis(), doc="e")), encoding="utf-8")
        evaluate.evaluate(gold, other)
