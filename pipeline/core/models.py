"""Trained models in files without pickle (skops), opened only when every type in them is on the list."""

from functools import cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import KtokogoError

FOLDER = Path(__file__).parents[2] / "models"

TRUSTED = frozenset(
    {
        "numpy.dtype",
        "sklearn._loss.link.Interval",
        "sklearn._loss.link.LogitLink",
        "sklearn._loss.link.MultinomialLogit",
        "sklearn._loss.loss.HalfBinomialLoss",
        "sklearn._loss.loss.HalfMultinomialLoss",
        "sklearn._loss._loss.CyHalfBinomialLoss",
        "sklearn._loss._loss.CyHalfMultinomialLoss",
        "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    }
)


def save(model: Any, path: Path) -> None:
    """Write `model` (scikit-learn estimators, dicts, arrays, strings) to `path`, by way of a temporary name."""
    import skops.io

    part = path.with_suffix(".part")
    skops.io.dump(model, part)
    part.replace(path)


@cache
def load(path: Path) -> Any:
    """The model at `path`; an error says what to do when it is missing or holds a type that is not trusted."""
    import skops.io

    if not path.is_file():
        raise KtokogoError(f"{path} is missing: run `make train`, or name another folder with --model")
    foreign = sorted(set(skops.io.get_untrusted_types(file=path)) - TRUSTED)
    if foreign:
        raise KtokogoError(f"{path} holds types that are not trusted: {', '.join(foreign)}")
    return skops.io.load(path, trusted=sorted(TRUSTED))
