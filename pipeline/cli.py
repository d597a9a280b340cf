"""The `ktokogo` command: questions to the processed corpus, and the analysis of single texts."""

import argparse
import csv
import itertools
import json
import logging
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from pipeline import __version__
from pipeline.core.errors import KtokogoError

WIDTH = 60  # characters of a table cell before it wraps


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 after an error that the user can mend, 2 for wrong usage."""
    args = parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):  # the same bytes under every locale
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        return int(args.run(args) or 0)
    except KtokogoError as error:
        print(f"ktokogo: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def parser() -> argparse.ArgumentParser:
    """The command line; docs/cli.md is made from it."""
    top = argparse.ArgumentParser(prog="ktokogo", description="Who quotes whom in Russian texts.")
    top.add_argument("--version", action="version", version=f"ktokogo {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def query(name: str, help: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.add_argument("--corpus", default="corpus/processed", metavar="DIR", help="folder of the tables")
        command.add_argument("--format", choices=("table", "json", "csv"), default="table", help="form of the output")
        command.set_defaults(run=run)
        return command

    command = query("who-quotes-whom", "Quoter and quoted, with the number of quotes and words.", _who_quotes_whom)
    command.add_argument("--quoter", metavar="NAME", help="only quotes by this quoter")
    command.add_argument("--quoted", metavar="NAME", help="only quotes of this person, body or document")

    command = query("quotes", "Quotes with speaker, quoter and date.", _quotes)
    command.add_argument("--speaker", metavar="NAME", help="who utters the words")
    command.add_argument("--quoter", metavar="NAME", help="who quotes them")
    command.add_argument("--about", metavar="NAME", help="of whom the words speak")
    command.add_argument("--kind", choices=("speech", "title", "term"), help="kind of quote")
    command.add_argument("--mode", choices=("direct", "dialogue", "indirect"), help="mode of quote")
    command.add_argument("--text", metavar="WORDS", help="words in the quote, in any form, in sequence")
    _bounds(command, "the utterance, else the document, is dated")

    command = query("mentions", "Mentions of persons, bodies and dates.", _mentions)
    command.add_argument("entity", nargs="?", metavar="NAME", help="only of this person or body")
    command.add_argument("--type", choices=("PER", "ORG", "DATE"), help="type of mention")

    command = query("entities", "Persons and bodies of the corpus.", _entities)
    command.add_argument("--unresolved", action="store_true", help="only those that no authority file knows")

    command = query("network", "Edges of the co-occurrence network, strongest first.", _network)
    command.add_argument("entity", nargs="?", metavar="NAME", help="only edges of this person or body")
    command.add_argument("--level", choices=("sentence", "paragraph"), default="sentence", help="unit of co-occurrence")
    _bounds(command, "the sentence or paragraph, else its document, is dated")

    command = query("dates", "Dates of the texts with their EDTF values.", _dates)
    _bounds(command, "the date may be")

    command = query("sql", "Any SQL over the tables and the views `names` and `sayings`.", _sql)
    command.add_argument("query", metavar="SQL", help="the query")

    command = query("explain", "Why a quote has this speaker.", _explain)
    command.add_argument("quote", metavar="QUOTE_ID", help="id of a quote, as `ktokogo quotes` prints it")

    query("summary", "What the corpus holds.", _summary)

    command = commands.add_parser("analyse", help="Analyse texts to JSON, a line a document, without DVC.")
    command.add_argument("files", nargs="*", metavar="FILE", help="texts")
    command.add_argument("--jsonl", metavar="FILE", help='lines of {"doc", "text"} and optionally author, date, title')
    command.add_argument("--authority", type=Path, metavar="PATH", help="authority file, or a folder of them")
    command.add_argument("--author", metavar="NAME", help="author of the texts that name none")
    command.add_argument("--model", type=Path, metavar="PATH", help="folder of trained models")
    command.set_defaults(run=_analyse)

    command = commands.add_parser("train", help="Fit the models on gold texts, and report figures of held-out ones.")
    command.add_argument("--data", type=Path, metavar="PATH", help="folder of further gold (docs/training.md)")
    command.add_argument("--gold", type=Path, default=Path("corpus/gold"), metavar="PATH", help="the project's gold")
    command.add_argument(
        "--leave-out", action="append", default=[], metavar="NAME", help="novel or document to leave out"
    )
    command.add_argument("--out", type=Path, required=True, metavar="MODEL", help="folder to write the models to")
    command.set_defaults(run=_train)

    command = commands.add_parser("evaluate", help="Score an analysis against gold, with confidence intervals.")
    command.add_argument("gold", type=Path, metavar="GOLD", help="JSONL file or folder of gold (docs/evaluation.md)")
    command.add_argument("predicted", type=Path, metavar="ANALYSIS", help="JSONL that `ktokogo analyse` printed")
    command.add_argument("--errors", type=Path, metavar="FILE", help="write every error with its context here")
    command.add_argument("--format", choices=("table", "json", "csv"), default="table", help="form of the output")
    command.set_defaults(run=_evaluate)
    return top


def _bounds(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument("--since", metavar="DATE", help=f"{what} not before this year, month or day")
    command.add_argument("--until", metavar="DATE", help=f"{what} not after this year, month or day")


# ------------------------------------------------------------------ questions to the corpus


def _open(args: argparse.Namespace) -> Any:
    from pipeline.corpus import Corpus

    return Corpus.open(args.corpus)


def _who_quotes_whom(args: argparse.Namespace) -> int:
    result = _open(args).who_quotes_whom(quoter=args.quoter, quoted=args.quoted)
    return _show(result, args.format, "quoter quoted n_direct n_indirect words documents")


def _quotes(args: argparse.Namespace) -> int:
    keys = ("speaker", "quoter", "about", "kind", "mode", "since", "until", "text")
    filters = {key: getattr(args, key) for key in keys}
    return _show(_open(args).quotes(**filters), args.format, "quote_id kind speaker quoter date confidence text")


def _mentions(args: argparse.Namespace) -> int:
    result = _open(args).mentions(entity=args.entity, type=args.type)
    return _show(result, args.format, "mention_id type text name rule")


def _entities(args: argparse.Namespace) -> int:
    result = _open(args).entities(unresolved=args.unresolved)
    return _show(
        result, args.format, "entity_id type name mentions documents gender wikidata first_mention last_mention"
    )


def _network(args: argparse.Namespace) -> int:
    result = _open(args).cooccurrence(args.entity, args.level, args.since, args.until)
    return _show(result, args.format, "source target count npmi llr first_date last_date")


def _dates(args: argparse.Namespace) -> int:
    result = _open(args).dates(since=args.since, until=args.until)
    return _show(result, args.format, "mention_id text edtf earliest latest modifier inferred")


def _sql(args: argparse.Namespace) -> int:
    return _show(_open(args).sql(args.query), args.format)


def _summary(args: argparse.Namespace) -> int:
    return _show(_open(args).summary(), args.format)


def _explain(args: argparse.Namespace) -> int:
    from pipeline.corpus import Result

    why = _open(args).explain(args.quote)
    if args.format != "table":
        facts = Result(list(why), [tuple(why.values())])
        return _show(facts, args.format)
    around = why["context"]
    source, cue = (why[key] for key in ("source", "cue"))
    print(f"…{around['before']}⟦{around['quote']}⟧{around['after']}…\n")
    facts = Result(
        ("what", "value"),
        [
            ("speaker", why["speaker"] or f"nobody: {why['reason']}"),
            ("probability", why["confidence"]),
            ("attribution", why["attribution"]),
            ("source", source),
            ("cue", cue),
            ("quoter", why["quoter"]),
            ("addressee", why["addressee"]),
            ("date", why["date"]),
            ("kind and mode", f"{why['kind']}, {why['mode']}"),
            ("rule of the quote", why["quote_rule"]),
            ("rule of the speaker", why["speaker_rule"]),
        ],
    )
    _show(facts, "table")
    candidates = why["candidates"]
    if candidates:
        print()
        columns = ("rank", "candidate", "probability", "source", "reasons")
        _show(Result(columns, [tuple(c[column] for column in columns) for c in candidates]), "table")
    return 0


def _show(result: Any, form: str, columns: str = "", out: TextIO | None = None) -> int:
    """Print rows: a table of the named columns for people, all columns as JSON or CSV for programs."""
    out = out or sys.stdout
    if form == "json":
        json.dump(result.records(), out, ensure_ascii=False, indent=2)
        out.write("\n")
    elif form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(result.rows)
    else:
        names = columns.split() or result.columns
        rows = [[_cell(row[name]) for name in names] for row in result]
        _table(names, rows, out)
        print(f"{len(rows)} rows", file=sys.stderr)
    return 0


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], out: TextIO) -> None:
    """Columns of equal width, two spaces apart; long cells go on in further lines."""
    cells = [[textwrap.wrap(cell, WIDTH) if len(cell) > WIDTH else [cell] for cell in row] for row in rows]
    widths = [max([len(name), *(len(line) for row in cells for line in row[k])]) for k, name in enumerate(names)]
    for row in ([[name] for name in names], [["-" * width] for width in widths], *cells):
        for line in itertools.zip_longest(*row, fillvalue=""):
            out.write("  ".join(map(str.ljust, line, widths)).rstrip() + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value:.4g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= 4 * WIDTH else text[: 4 * WIDTH - 1] + "…"


# ------------------------------------------------------------------ work on texts


def _analyse(args: argparse.Namespace) -> int:
    if not args.files and not args.jsonl:
        raise KtokogoError("analyse: name a FILE, or --jsonl FILE")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the models are small: threads would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from pipeline import analyse
    from pipeline.core import models

    results = analyse.stream(args.files, args.jsonl, args.authority, args.author, args.model or models.FOLDER)
    return 0 if analyse.write(results, sys.stdout) else 1


def _train(args: argparse.Namespace) -> int:
    from pipeline import train

    train.train(args.gold, args.data, args.leave_out, args.out)
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from pipeline import evaluate

    return _show(evaluate.evaluate(args.gold, args.predicted, args.errors), args.format)
