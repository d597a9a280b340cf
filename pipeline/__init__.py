"""ktokogo: who quotes whom in Russian texts."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`Corpus`, the query API; by name, so that stages neither load it nor depend on it."""
    if name == "Corpus":
        return import_module("pipeline.corpus").Corpus
    raise AttributeError(f"module 'pipeline' has no attribute '{name}'")
