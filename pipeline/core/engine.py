"""Runs a stage over all documents: shards are mapped over local processes or over a Dask cluster, then published."""

import argparse
import importlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from pipeline.core import params, problems, publish, remote
from pipeline.core.cache import Cache
from pipeline.core.errors import KtokogoError
from pipeline.core.fingerprint import fingerprint
from pipeline.core.inputs import Inputs, RawInputs, TableInputs
from pipeline.core.progress import Counters, Progress
from pipeline.core.shards import Job, Result, copy_shard, run_shard
from pipeline.core.stage import Stage

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
SHOW_EVERY = 0.5  # seconds
ATTEMPTS = 3  # how often a shard is tried when its worker dies


def run(stage: Stage, settings: Mapping[str, Any], options: Mapping[str, Any]) -> list[problems.Problem]:
    """Run a stage with its `settings` (its section of params.yaml) under the `options` of the section `run`.

    Gives the problems, which also stand in `problems/STAGE.json` beside the tables.
    """
    processed = Path(options["processed"])
    inputs = _inputs(stage, options)
    report = Path(problems.FOLDER, f"{stage.name}.json")
    with publish.outputs(processed, stage.name, [*stage.writes, str(report)]) as private:
        for name in (*stage.writes, problems.FOLDER):
            (private / name).mkdir()
        mark = fingerprint(stage, settings)
        job = Job(stage.module, dict(settings), inputs, mark, Path(options["cache"]), private)
        results = _map(job, inputs.shards(), options)
        found = sorted(problem for result in results for problem in result.problems)
        problems.write(private / report, found)
    if any(result.cached < result.documents for result in results):
        Cache(job.cache).trim(int(options["cache_gigabytes"] * 1e9))
    return found


def _inputs(stage: Stage, options: Mapping[str, Any]) -> Inputs:
    if stage.find:
        corpus = remote.corpus(options)
        return RawInputs.of(corpus, stage.find(corpus), options["shards"])
    return TableInputs(Path(options["processed"]), stage.reads)


def _map(job: Job, sizes: Mapping[str, int], options: Mapping[str, Any]) -> list[Result]:
    """Results of all shards, the largest begun first."""
    shards = sorted(sizes, key=lambda shard: (-sizes[shard], shard))
    counters = Counters()
    progress = Progress(job.stage.name, sum(sizes.values()), counters)
    try:
        results: list[Result] = []
        for result in _engine(job, shards, counters, progress, options):
            results.append(result)
            progress.show()
        return results
    finally:
        progress.close()


def _engine(
    job: Job, shards: Sequence[str], counters: Counters, progress: Progress, options: Mapping[str, Any]
) -> Iterator[Result]:
    if options["engine"] == "dask":
        from pipeline.core import cluster

        return cluster.run(job, shards, counters, options["scheduler"])
    if options["engine"] != "local":
        raise KtokogoError(f"params.yaml: run.engine is '{options['engine']}'; it can be local or dask")
    return _local(job, shards, counters, progress, options["workers"] or os.cpu_count() or 1)


# ------------------------------------------------------------------ local processes


def _local(job: Job, shards: Sequence[str], counters: Counters, progress: Progress, workers: int) -> Iterator[Result]:
    """Copy the shards of which nothing changed, then compute the others; no process is started for less than two."""
    waiting = []
    for shard in shards:
        found = copy_shard(job, shard, counters)
        if found is None:
            waiting.append(shard)
        else:
            yield found
    if min(workers, len(waiting)) > 1:
        yield from _processes(job, waiting, counters, progress, min(workers, len(waiting)))
    else:
        yield from (run_shard(job, shard, counters) for shard in waiting)


_counters: Counters


def _begin(counters: Counters) -> None:
    """In a new worker: share the counters, and end with the process that started it."""
    global _counters
    _counters = counters
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _work(job: Job, shard: str) -> Result:
    return run_shard(job, shard, _counters)


def _processes(
    job: Job, shards: Sequence[str], counters: Counters, progress: Progress, workers: int
) -> Iterator[Result]:
    """Map over a pool of processes; when one dies its shards are tried again in a new pool."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    waiting = list(shards)
    for _ in range(ATTEMPTS):
        try:
            with ProcessPoolExecutor(
                workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(counters,)
            ) as pool:
                pending = {pool.submit(_work, job, shard) for shard in waiting}
                while pending:
                    done, pending = wait(pending, SHOW_EVERY, FIRST_COMPLETED)
                    progress.show()
                    for future in done:
                        result = future.result()
                        waiting.remove(result.shard)
                        yield result
            return
        except BrokenProcessPool:
            print(f"{job.stage.name}: a worker died; {len(waiting)} shards are tried again", file=sys.stderr)
    raise KtokogoError(f"{job.stage.name}: workers die on shards {', '.join(waiting)}: is there enough memory?")


# ------------------------------------------------------------------ command


def main(module: str, arguments: Sequence[str] | None = None) -> int:
    """`python -m pipeline.STAGE`: run the stage that `module` holds as STAGE; gives the exit status.

    Documents that fail do not make the stage fail (see core.problems); a missing folder or a broken setting does.
    """
    stage: Stage = importlib.import_module(module).STAGE
    parser = argparse.ArgumentParser(prog=f"python -m pipeline.{stage.name}", description=f"Run {stage.name}.")
    parser.add_argument("--engine", choices=["local", "dask"], help="instead of run.engine in params.yaml")
    parser.add_argument("--scheduler", help="address of a Dask scheduler, tcp://host:port; means --engine dask")
    parser.add_argument("--workers", type=int, help="number of processes instead of run.workers")
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    if "scheduler" in given:
        given["engine"] = "dask"
    try:
        problems.report(run(stage, params.load(stage.name), {**params.load("run"), **given}))
    except KtokogoError as error:
        print(f"{stage.name}: {error}", file=sys.stderr)
        return 1
    return 0
