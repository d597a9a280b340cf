"""Writes docs/tables.md from the schema and docs/cli.md from the command line: `python docs/generate.py`.

The test suite fails when a committed page differs from what this writes.
"""

import argparse
from pathlib import Path

from pipeline.cli import parser
from pipeline.core.schema import TABLES
from pipeline.corpus import VIEWS

FOLDER = Path(__file__).parent


def tables() -> str:
    """The page on tables: a section a table, a row a column."""
    lines = [
        "# Tables",
        "",
        "Made from `pipeline/core/schema.py` by `python docs/generate.py`.",
        "",
        "Each table is a folder of Parquet files below `corpus/processed/`; rows are sorted by the key. Offsets count",
        "code points of the decoded source, end exclusive: `text` always equals the source from `start` to `end`.",
        f"SQL (`ktokogo sql`, `Corpus.sql`) also has the views {' and '.join(f'`{view}`' for view in VIEWS)}, which",
        "join quotes and attributions with the entities of the corpus.",
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", ""]
        lines += [f"Stage `{table.stage}`: {table.meaning}. Key: {', '.join(table.key)}.", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [f"| {c.name} | {_type(str(c.type))} | {c.meaning} |" for c in table.columns]
    return "\n".join(lines) + "\n"


def _type(arrow: str) -> str:
    names = {"element: ": "", "item: ": "", "int64": "integer", "double": "number", "bool": "boolean"}
    for old, new in names.items():
        arrow = arrow.replace(old, new)
    return arrow.replace("|", "\\|")


def cli() -> str:
    """The page on the command: a section a subcommand, with its options."""
    top = parser()
    lines = ["# The command line", "", "Made from `pipeline/cli.py` by `python docs/generate.py`.", ""]
    (commands,) = (a for a in top._actions if isinstance(a, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        help = next(a.help for a in commands._choices_actions if a.dest == name)
        lines += [f"## ktokogo {name}", "", str(help), "", "| argument | meaning |", "|---|---|"]
        lines += [f"| {_argument(a)} | {a.help} |" for a in command._actions if a.dest != "help"]
        lines.append("")
    return "\n".join(lines)


def _argument(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or str(action.metavar)
    if action.choices:
        return f"`{name} {{{','.join(map(str, action.choices))}}}`"
    if action.option_strings and action.nargs != 0:
        return f"`{name} {action.metavar}`"
    return f"`{name}`"


PAGES = {"tables.md": tables, "cli.md": cli}

if __name__ == "__main__":
    for page, write in PAGES.items():
        (FOLDER / page).write_text(write(), encoding="utf-8")
