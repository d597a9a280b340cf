"""params.yaml: one namespace a stage, checked against what each stage declares."""

from pathlib import Path
from typing import Any

import yaml

from pipeline.core.errors import KtokogoError

PATH = Path("params.yaml")


def load(stage: str, path: Path = PATH) -> dict[str, Any]:
    """The settings of one stage; an error names the file when it or the namespace is missing."""
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KtokogoError(f"{path} is missing: run from the project's folder") from None
    except yaml.YAMLError as error:
        raise KtokogoError(f"{path} is not valid YAML: {error}") from None
    if not isinstance(tree, dict) or not isinstance(tree.get(stage), dict):
        raise KtokogoError(f"{path} has no section '{stage}:'")
    return tree[stage]
