"""Cores, one changed document, and memory."""

from pathlib import Path
from typing import Any

from bench import texts
from bench.chain import Project, seconds

SIZE = 4000  # characters of a document


def cores(scratch: Path, source: Path, documents: int, workers: int) -> dict[str, Any]:
    """One process against many in annotate: how much of the ideal speed-up is reached."""
    took = []
    for number in (1, workers):
        project = Project(scratch / f"cores-{number}")
        texts.write(project.raw, source, documents, SIZE)
        project.run(1, ["ingest"])
        took.append(project.run(number, ["annotate"])["annotate"].seconds)
    return {"documents": documents, "workers": workers, "one": took[0], "all": took[1],
            "ratio": took[0] / took[1] / workers}  # fmt: skip


def memory_and_change(scratch: Path, source: Path, few: int, many: int, workers: int) -> dict[str, Any]:
    """Largest process at few and at many documents; the cost of adding, changing, removing one among the many."""
    tiny, small, large = (Project(scratch / name) for name in ("tiny", "small", "large"))
    texts.write(tiny.raw, source, 1, SIZE)
    texts.write(small.raw, source, few, SIZE)
    texts.write(large.raw, source, many, SIZE)
    start_up = seconds(tiny.run(workers))
    at_few, at_many = small.run(1), large.run(1)
    full = seconds(at_many)
    changed = large.raw / "00007.txt"
    before = changed.read_text(encoding="utf-8")
    single: dict[str, float] = {"nothing": seconds(large.run(1))}
    changed.write_text(before + "\nИ ещё одно предложение.\n", encoding="utf-8")
    single["change"] = seconds(large.run(1))
    (large.raw / "new.txt").write_text(f"Новый.\n\n{before}", encoding="utf-8")
    single["add"] = seconds(large.run(1))
    changed.unlink()
    single["remove"] = seconds(large.run(1))
    worst = max(single.values())
    growth = {stage: at_many[stage].megabytes / at_few[stage].megabytes for stage in at_many}
    return {
        "documents": [few, many], "characters": SIZE, "full": full, "start_up": start_up, "single": single,
        "megabytes": {stage: [at_few[stage].megabytes, at_many[stage].megabytes] for stage in at_many},
        "incremental": max(0.0, worst - start_up) / full, "incremental_with_start_up": worst / full,
        "rss": max(growth.values()),
    }  # fmt: skip
