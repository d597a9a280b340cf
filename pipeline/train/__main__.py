"""The frozen stage `train`: the models of the project, and those that saw none of its gold."""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from pipeline import train
from pipeline.core import params
from pipeline.core.errors import KtokogoError
from pipeline.core.models import FOLDER
from pipeline.train import data as texts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of further annotated texts")
    data = parser.parse_args().data
    gold = Path(params.load("evaluate")["gold"])
    try:
        material = list(tqdm(train.read(gold, data), desc="texts read", unit="text", mininterval=5))
        train.write(material, gold, data, (), FOLDER)
        own = texts.names(gold, None)
        others = [r for r in material if r.example.genre != "gold"]
        train.write(others, gold, data, own, FOLDER / "held-out")
    except KtokogoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
