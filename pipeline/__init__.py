"""ktokogo: who quotes whom in Russian texts."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.corpus import Corpus

__version__ = "0.1.0"
__all__ = ["Corpus", "__version__"]


def __getattr__(name: str) -> Any:
    """`Corpus` is imported when it is asked for: stages do not need it."""
    if name == "Corpus":
        from pipeline.corpus import Corpus

        return Corpus
    raise AttributeError(f"module 'pipeline' has no attribute '{name}'")
