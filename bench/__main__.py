"""`make bench`: measure everything, print it, and write bench/results.json (docs/performance.md says what is what)."""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from bench import aggregates, growth

RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--texts", type=Path, default=Path("corpus/raw"), help="a file or folder: .txt, .jsonl(.gz)")
    parser.add_argument("--documents", type=int, default=2000, help="size of the large corpus, in documents")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that are to be measured")
    parser.add_argument("--only", nargs="+", metavar="PART", help="parts to measure; the others stay as they were")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "annotate": lambda: _annotate(args.texts),
            "cores": lambda: growth.cores(scratch, args.texts, 300, args.workers),
            "growth": lambda: growth.memory_and_change(scratch, args.texts, 100, args.documents, args.workers),
            "cooccurrence": lambda: aggregates.cooccurrence(scratch, [10**5, 10**6, 10**7]),
            "query": lambda: aggregates.query(scratch, 10**6),
        }
        found = json.loads(RESULTS.read_text(encoding="utf-8")) if args.only and RESULTS.exists() else {}
        found["machine"] = machine()
        for name in args.only or parts:
            found[name] = parts[name]()
            found["ratios"] = ratios(found)
            RESULTS.write_text(json.dumps(_rounded(found), indent=1) + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def _annotate(texts: Path) -> dict[str, Any]:
    from bench import annotate_vs_natasha

    return annotate_vs_natasha.measure(texts)


def machine() -> dict[str, Any]:
    """Processor, memory and Python of this machine."""
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "processor": models[0].partition(": ")[2] if models else platform.processor(),
        "cores": os.cpu_count(), "gigabytes": psutil.virtual_memory().total / 1e9, "system": platform.system(),
        "python": platform.python_version(),
    }  # fmt: skip


def ratios(found: dict[str, Any]) -> dict[str, float]:
    """The figures that have a target."""
    places = {
        "annotate_vs_natasha": ("annotate", "ratio"), "cores": ("cores", "ratio"),
        "incremental": ("growth", "incremental"), "rss": ("growth", "rss"),
        "cooccurrence": ("cooccurrence", "ratio"), "query_seconds": ("query", "seconds"),
    }  # fmt: skip
    return {name: found[part][key] for name, (part, key) in places.items() if part in found}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
