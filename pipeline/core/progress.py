"""How far a stage is: a bar on a terminal, a line every so often in a log; always on stderr."""

import sys
import time
from multiprocessing import get_context

from tqdm import tqdm

LINE_EVERY = 30.0  # seconds between lines of a log


class Counters:
    """Documents done (the others among them), taken from the cache, and failed; shared between processes."""

    def __init__(self) -> None:
        self._numbers = get_context("spawn").Array("q", 3)

    def add(self, done: int = 1, cached: int = 0, failed: int = 0) -> None:
        with self._numbers.get_lock():
            for place, more in enumerate((done, cached, failed)):
                self._numbers[place] += more

    def read(self) -> tuple[int, int, int]:
        done, cached, failed = self._numbers[:]
        return done, cached, failed


class Progress:
    """Shows the counters of one stage."""

    def __init__(self, stage: str, total: int, counters: Counters):
        self.stage, self.total, self.counters = stage, total, counters
        self._started = self._shown = time.monotonic()
        self._bar = tqdm(total=total, desc=stage, unit="doc", leave=False) if sys.stderr.isatty() else None

    def show(self) -> None:
        """Bring the bar up to date, or write a line when it is time for one."""
        if self._bar is not None:
            self._bar.n, cached, failed = self.counters.read()
            self._bar.set_postfix(cached=cached, failed=failed)
        elif time.monotonic() - self._shown >= LINE_EVERY:
            self._shown = time.monotonic()
            print(f"{self._line()}, {self._left()} left", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        print(f"{self._line()}, {time.monotonic() - self._started:.1f} s", file=sys.stderr, flush=True)

    def _line(self) -> str:
        done, cached, failed = self.counters.read()
        return f"{self.stage}: {done} of {self.total} documents, {cached} from the cache, {failed} failed"

    def _left(self) -> str:
        """Time left, from the pace of the documents that were not in the cache."""
        done, cached, _ = self.counters.read()
        computed = done - cached
        if not computed:
            return "unknown time"
        seconds = (time.monotonic() - self._started) / computed * (self.total - done)
        return f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"
