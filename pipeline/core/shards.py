"""One shard of one stage: the function that every engine maps, here or on another machine."""

import importlib
import json
import logging
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.core import cache as caches
from pipeline.core import tables
from pipeline.core.errors import KtokogoError
from pipeline.core.inputs import Inputs
from pipeline.core.problems import Problem
from pipeline.core.progress import Counters
from pipeline.core.stage import Process, Stage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """All that a worker needs to know; small, so that it can be sent with every shard."""

    module: str
    params: Mapping[str, Any]
    inputs: Inputs
    fingerprint: str
    cache: Path
    out: Path  # private to the run; finished shards appear here as TABLE/SHARD.parquet

    @property
    def stage(self) -> Stage:
        return importlib.import_module(self.module).STAGE

    @property
    def entries(self) -> caches.Cache:
        return caches.Cache(self.cache)


@dataclass(frozen=True)
class Result:
    """What a worker gives back: counts and problems, never rows."""

    shard: str
    documents: int
    cached: int
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> int:
        return sum(problem.level == "error" for problem in self.problems)


@lru_cache(maxsize=1)
def _process(module: str, fingerprint: str, params: str) -> Process:
    """The stage's function of one document; models load once a process, and only when they are needed."""
    from threadpoolctl import threadpool_limits

    process = importlib.import_module(module).STAGE.setup(json.loads(params))
    threadpool_limits(limits=1)
    pa.set_cpu_count(1)
    return process


def run_shard(job: Job, shard: str, counters: Counters | None = None) -> Result:
    """Compute one shard, from the cache as far as it goes; `counters` are shared with the process that shows them."""
    counters = counters or Counters()
    key = _key(job, shard)
    found = _whole(job, shard, key, counters)
    if found is not None:
        return found
    result = _compute(job, shard, counters)
    if not result.failed:
        _keep(job, shard, key, result, job.entries)
    return result


def copy_shard(job: Job, shard: str, counters: Counters) -> Result | None:
    """A shard of which nothing changed, from the cache; None when it must be computed."""
    return _whole(job, shard, _key(job, shard), counters)


def _key(job: Job, shard: str) -> str:
    return caches.key_of("shard", job.fingerprint, job.inputs.key(shard))


# ------------------------------------------------------------------ whole shards


def _whole(job: Job, shard: str, key: str, counters: Counters) -> Result | None:
    """The shard from the cache, if all its files are there and sound."""
    payload = job.entries.get(key)
    if payload is None:
        return None
    entry = json.loads(payload)
    for name, digest in entry["files"].items():
        part = _part(job.out / name / f"{shard}.parquet")
        if not job.entries.fetch_file(digest, part):
            part.unlink(missing_ok=True)
            return None
        part.replace(job.out / name / f"{shard}.parquet")
    problems = tuple(Problem(**problem) for problem in entry["problems"])
    counters.add(entry["documents"], cached=entry["documents"])
    return Result(shard, entry["documents"], entry["documents"], problems)


def _keep(job: Job, shard: str, key: str, result: Result, entries: caches.Cache) -> None:
    paths = {name: job.out / name / f"{shard}.parquet" for name in job.stage.writes}
    files = {name: entries.keep_file(path) for name, path in paths.items() if path.exists()}
    problems = [asdict(problem) for problem in result.problems]
    entries.put(key, json.dumps({"files": files, "documents": result.documents, "problems": problems}).encode())


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")


# ------------------------------------------------------------------ documents


def _compute(job: Job, shard: str, counters: Counters) -> Result:
    stage = job.stage
    targets = {name: job.out / name / f"{shard}.parquet" for name in stage.writes}
    writers = {name: tables.Writer(_part(path), name) for name, path in targets.items()}
    problems: list[Problem] = []
    documents = cached = 0
    for doc_id, rows in job.inputs.documents(shard):
        documents += 1
        key = caches.key_of("document", job.fingerprint, caches.digest_of_rows(rows))
        entry = job.entries.get_tables(key)
        if entry is not None:
            cached += 1
            counters.add(cached=1)
        else:
            entry = _document(job, stage, doc_id, rows, problems)
            if entry is not None:
                job.entries.put_tables(key, *entry)
            counters.add(failed=entry is None)
        if entry is not None:
            result, warned = entry
            problems += [Problem(doc_id, stage.name, "warning", message) for message in warned]
            for name, writer in writers.items():
                writer.add(result[name])
    for name, writer in writers.items():
        writer.close()
        if writer.path.exists():
            writer.path.replace(targets[name])
    return Result(shard, documents, cached, tuple(problems))


def _document(
    job: Job, stage: Stage, doc_id: str, rows: Mapping[str, pa.Table], problems: list[Problem]
) -> tuple[dict[str, pa.Table], list[str]] | None:
    """The stage's rows for one document and its warnings; a failure goes into `problems` and gives None."""
    process = _process(job.module, job.fingerprint, json.dumps(job.params))
    try:
        with _Warnings() as warned:
            result = process(rows)
        conformed = {name: tables.conform(name, result[name]) for name in stage.writes}
        for name, table in conformed.items():
            if pc.any(pc.not_equal(table.column("doc_id"), doc_id)).as_py():
                raise ValueError(f"{name} has rows of another document")
        return conformed, warned.messages
    except KtokogoError as error:
        problems.append(Problem(doc_id, stage.name, "error", str(error)))
    except (OSError, MemoryError):  # nothing that the document did: the run stops, and the next one goes on from here
        raise
    except Exception as error:
        log.exception("%s: %s", stage.name, doc_id)
        message = f"{type(error).__name__}: {error}; this is a fault of the program, please report it with the text"
        problems.append(Problem(doc_id, stage.name, "error", message))
    return None


class _Warnings(logging.Handler):
    """Keeps what the pipeline logs as warnings, in the place of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def __enter__(self) -> Self:
        logger = logging.getLogger("pipeline")
        logger.addHandler(self)
        logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        logger = logging.getLogger("pipeline")
        logger.removeHandler(self)
        logger.propagate = True
