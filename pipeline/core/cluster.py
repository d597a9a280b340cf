"""The same shards over a Dask cluster: workers read and write the shared folder and give back counts only."""

from collections.abc import Iterator, Sequence

from pipeline.core.errors import KtokogoError
from pipeline.core.progress import Counters
from pipeline.core.shards import Job, Result, run_shard


def run(job: Job, shards: Sequence[str], counters: Counters, scheduler: str | None) -> Iterator[Result]:
    """Map shards over the cluster at `scheduler`, or over one started here when that is None.

    Dask computes the shards of a lost worker again; finished parts are renamed into place, so that twice is once.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise KtokogoError("the engine dask needs dask and distributed: pip install dask distributed") from None
    with Client(scheduler) if scheduler else Client(threads_per_worker=1) as client:
        futures = client.map(run_shard, [job] * len(shards), shards, pure=False)
        for future in as_completed(futures):
            result = future.result()
            counters.add(result.documents, result.cached, result.failed)
            yield result
