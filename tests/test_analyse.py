"""`ktokogo analyse`: real output keeps the contract."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline import analyse, cli, ingest
from pipeline.core import authority

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "docs" / "analyse.schema.json").read_text(encoding="utf-8"))
TEXT = (
    "Вчера министр финансов Пётр Сидоров заявил, что налоги не вырастут. "
    "«Мы держим слово», — сказал он 4 мая 2011 года.\r\n\r\n"
    "— Ты идёшь? — спросил Иван.\r\n— Иду, — ответила Мария, — но не сейчас.\r\n\r\n"
    "Газета «Правда» писала: «Конец недалёк».\r\n"
)


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return analyse.analyse(ingest.document("a.txt", TEXT, author="Н. Н."))


def check(result: dict[str, Any]) -> None:
    """The schema, and what no schema can say: every text is its span, every id resolves."""
    jsonschema.validate(result, SCHEMA)
    text = result["text"]
    for item in (*result["mentions"], *result["dates"], *result["quotes"]):
        assert item["text"] == text[item["start"] : item["end"]]
        assert 0 <= item["start"] < item["end"] <= len(text)
    entities = {e["id"] for e in result["entities"]}
    assert len(entities) == len(result["entities"])
    quotes = {q["id"] for q in result["quotes"]}
    for m in result["mentions"]:
        assert m["type"] == "DATE" or m["entity"] in entities
    for q in result["quotes"]:
        named = {q["speaker"], q["addressee"], q["quoter"], *q["about"]} - {None}
        assert named <= entities
        assert q["parent"] is None or q["parent"] in quotes
        assert (q["speaker"] is None) <= (q["source"] is None)
        if q["kind"] == "speech" and q["speaker"] is None:
            assert q["reason"]
        for start, end in q["parts"]:
            assert q["start"] <= start < end <= q["end"]
        layer = "i" if q["mode"] == "indirect" else "q"
        assert q["id"] == f"{result['doc']}:{layer}:{q['start']}-{q['end']}"


def test_output_keeps_the_contract(result: dict[str, Any]) -> None:
    check(result)


def test_the_corpus_keeps_it_too() -> None:
    raw = ROOT / "corpus" / "raw"
    (path,) = raw.glob("*.txt")
    check(analyse.analyse(ingest.read(path, raw), authority.load(ROOT / "corpus" / "authority")))


def test_it_finds_what_a_reader_finds(result: dict[str, Any]) -> None:
    names = {e["id"]: e["name"] for e in result["entities"]}
    said = {q["text"]: names.get(q["speaker"]) for q in result["quotes"] if q["kind"] == "speech"}
    assert "Сидоров" in str(said["налоги не вырастут"])
    assert "Сидоров" in str(said["«Мы держим слово»"])
    assert said["Ты идёшь?"] == "Иван"
    assert said["но не сейчас."] == said["Иду"] == "Мария"
    assert said["«Конец недалёк»"] == "Правда"
    assert [d["edtf"] for d in result["dates"]] == ["2011-05-04"]
    assert {q["quoter"] for q in result["quotes"] if q["kind"] == "speech"} == {"author"}


def test_an_empty_text_gives_empty_lists() -> None:
    empty = analyse.analyse(ingest.document("e", ""))
    check(empty)
    assert not any(empty[key] for key in ("mentions", "entities", "dates", "quotes"))


def test_an_empty_file_is_an_empty_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").touch()
    assert cli.main(["analyse", str(tmp_path / "empty.txt")]) == 0
    check(json.loads(capsys.readouterr().out))


def test_lines_and_files_in_order_failures_in_their_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, lines = tmp_path / "good.txt", tmp_path / "bad.txt", tmp_path / "in.jsonl"
    good.write_text("Иван сказал: «Да».", encoding="utf-8")
    bad.write_bytes(bytes(range(256)) * 10)
    records = [json.dumps({"doc": "x", "text": "\ufeffИван молчит."}), "{", json.dumps({"doc": "y"})]
    lines.write_text("\n".join(records), encoding="utf-8")
    assert cli.main(["analyse", str(good), str(bad), "--jsonl", str(lines)]) == 1
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [o["doc"] for o in out] == [str(good), str(bad), "x", None, "y"]
    assert ["error" in o for o in out] == [False, True, False, True, True]
    assert out[2]["text"] == "Иван молчит."
    for o in out:
        jsonschema.validate(o, SCHEMA)


@pytest.mark.parametrize("arguments", [["analyse"], ["analyse", "--jsonl", "no-such-file"]])
def test_nothing_to_analyse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 1
    assert capsys.readouterr().err
