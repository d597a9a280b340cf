"""The paper says what is true: pages made from code are current, and every setting and command is documented."""

import argparse
import importlib.util
import json
from pathlib import Path

import pytest
import yaml

from pipeline import cli

ROOT = Path(__file__).parents[1]


def generator() -> object:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["tables.md", "cli.md"])
def test_pages_made_from_code_are_current(page: str) -> None:
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == generator().PAGES[page]()  # type: ignore[attr-defined]


def test_every_parameter_is_documented() -> None:
    page = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    names = [f"`{stage}.{name}`" for stage, settings in params.items() for name in settings]
    assert [name for name in names if name not in page] == []


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_every_command_stands_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    (commands,) = (a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    assert [name for name in commands.choices if f"ktokogo {name}" not in text] == []


def test_every_option_has_a_help_text() -> None:
    (commands,) = (a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    for command in commands.choices.values():
        assert all(action.help for action in command._actions)


def test_the_schema_of_the_contract_is_a_json_schema() -> None:
    import jsonschema

    schema = json.loads((ROOT / "docs" / "analyse.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
