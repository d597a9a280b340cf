"""A small stage for the tests of the engine: a token of each word, and traces of what was computed."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.core import tables
from pipeline.core.engine import main
from pipeline.core.stage import Process, Stage, Tables


def setup(params: Mapping[str, Any]) -> Process:
    """Each call leaves a line in the file `calls`; `die` names a file whose absence kills the process once."""

    def process(rows: Tables) -> Tables:
        document = rows["documents"].to_pylist()[0]
        with Path(params["calls"]).open("a") as calls:
            calls.write(document["doc_id"] + "\n")
        if "die" in params and "die" in document["text"] and not Path(params["die"]).exists():
            Path(params["die"]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(params.get("seconds", 0))
        words = document["text"].split()
        tokens = [
            dict(doc_id=document["doc_id"], sent=0, token=k, start=k, end=k + 1, text=word, lemma=word.lower(), pos="X",
                 feats="", head=k, dep="root", ner="O")
            for k, word in enumerate(words * params.get("times", 1))
        ]  # fmt: skip
        return {"tokens": tables.from_rows("tokens", tokens), "sentences": tables.from_rows("sentences", [])}

    return process


STAGE = Stage("words", ("documents",), ("tokens", "sentences"), setup)

if __name__ == "__main__":
    raise SystemExit(main("tests.core.words"))
