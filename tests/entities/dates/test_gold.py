"""The hand-made dates and entities of the corpus fit their text."""

import json
from pathlib import Path

import pytest

from pipeline.entities.dates.values import valid

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.mark.parametrize("name", ["dates", "entities"])
def test_gold_spans_are_the_text(name: str) -> None:
    lines = (CORPUS / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    texts = {doc: (CORPUS / "raw" / doc).read_bytes().decode("utf-8") for doc in {item["doc"] for item in items}}
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert texts[item["doc"]][item["start"] : item["end"]] == item["text"]
        assert item.get("edtf") is None or valid(item["edtf"])
