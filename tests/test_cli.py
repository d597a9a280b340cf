"""The command: forms of output, exit statuses, and what it does not import."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import cli
from tests import corpora


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(corpora.build(tmp_path_factory.mktemp("processed")))


QUERIES = [
    ["who-quotes-whom"],
    ["quotes", "--speaker", "Ленина"],
    ["mentions", "Ленин"],
    ["entities", "--unresolved"],
    ["network", "Троцкий"],
    ["dates", "--since", "1917"],
    ["sql", "select 1 as one"],
    ["explain", "a.txt:q:27-51"],
    ["summary"],
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q[0])
def test_every_query_in_every_form(query: list[str], folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("table", "json", "csv"):
        options = [*query, "--corpus", folder, "--format", form]
        assert cli.main(options) == 0
        out = capsys.readouterr().out
        if form == "json":
            assert json.loads(out)
        elif form == "csv":
            header, *rows = csv.reader(io.StringIO(out))
            assert rows and all(len(row) == len(header) for row in rows)
        else:
            assert len(out.splitlines()) >= 3


def test_explain_shows_the_text_the_candidates_and_the_rule(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "a.txt:q:27-51", "--corpus", folder]) == 0
    out = capsys.readouterr().out
    for part in ("⟦«Рабочие ждут революцию»⟧", "subject of the cue", "0.9", "nobody", "explicit"):
        assert part in out


def test_errors_go_to_stderr_with_status_1(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["quotes", "--speaker", "Лениин", "--corpus", folder]) == 1
    assert "did you mean В. И. Ленин" in capsys.readouterr().err
    assert cli.main(["summary", "--corpus", str(tmp_path)]) == 1
    assert "make repro" in capsys.readouterr().err


def test_a_query_imports_no_nlp_library(folder: str) -> None:
    code = (
        "import sys; from pipeline.cli import main; main(['quotes', '--corpus', sys.argv[1]]); "
        "heavy = {'spacy', 'slovnet', 'razdel', 'pymorphy3', 'sklearn'} & set(sys.modules); "
        "sys.exit(f'imported {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
