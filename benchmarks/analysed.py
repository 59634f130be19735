"""The part of the analysis benchmark that is homebot alone, in a process of its own whose memory is its own.

`python -m benchmarks.analysed REPOSITORY MIRRORS STEPS.json` writes what it measured to standard output.
"""

import ast
import contextlib
import json
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import processes
from homebot.adapters.analysis.python.complexity import Measured, measure
from homebot.adapters.analysis.python.pool import AnalysisPool, Compared
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch


class Whole:
    """Asks for both sides of every file whole: what the short way has to be equal to."""

    def __init__(self, pool: AnalysisPool) -> None:
        self._pool = pool

    def compare_all(
        self, files: Sequence[tuple[str | None, str | None]], read: Callable[[str], Any], cognitive: bool = False
    ) -> list[Compared]:
        """As `AnalysisPool.compare_all`."""
        nothing = Compared().before
        return [
            Compared(*(nothing if oid is None else self._pool.analyse(read(oid), cognitive) for oid in oids))
            for oids in files
        ]


def main() -> None:
    """Measures every step cold, then every step warm; then what is compared with it."""
    repository, mirrors, steps = sys.argv[1:]
    pairs = [tuple(pair) for pair in json.loads(Path(steps).read_text())]
    warnings.simplefilter("ignore")
    with Mirrors(Path(mirrors), 1 << 40).open("acme", "ledgerd") as mirror, AnalysisPool(1) as pool:
        mirror.fetch(Path(repository).as_uri(), None, [branch("main", pairs[-1][1])])
        pool.analyse(b"")
        changes = [_timed(lambda pair=pair: read_change(mirror, *pair)) for pair in pairs]
        mirror.objects.read(changes[0][1].files[0].after or "", 1 << 20)
        spent = [_processor()]
        cold = [_timed(lambda one=one: measure(mirror.objects, one.files, pool)) for _, one in changes]
        spent.append(_processor())
        warm = [_timed(lambda one=one: measure(mirror.objects, one.files, pool)) for _, one in changes]
        spent.append(_processor())
        peak = _peak()
        floors = [_floors(mirror, one.files) for _, one in changes]
        spent.append(_processor())
        equal = sum(
            found == _whole(mirror, one.files, pool) for (_, found), (_, one) in zip(cold, changes, strict=True)
        )
    json.dump(
        {
            "diff": [seconds for seconds, _ in changes],
            "cold": [seconds for seconds, _ in cold],
            "warm": [seconds for seconds, _ in warm],
            "read": [read for read, _ in floors],
            "parse": [parse for _, parse in floors],
            "cpu": dict(zip(("cold", "warm", "floors"), (b - a for a, b in pairwise(spent)), strict=True)),
            "equal": equal,
            "functions": sum(len(found.functions) for _, found in cold),
            "errors": sum(len(found.errors) for _, found in cold),
            "peak": peak,
        },
        sys.stdout,
    )


def _processor() -> float:
    """Seconds of processor time of this process and its children so far: what other work on the machine leaves out."""
    return processes.cpu_seconds(os.getpid())


def _peak() -> float:
    """MiB this process held at most; the kernel's other figure begins with what held whoever started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def _blobs(mirror: Mirror, files: Sequence[Any]) -> list[bytes]:
    oids = [oid for file in files if file.path.endswith(".py") for oid in (file.before, file.after) if oid is not None]
    contents = (mirror.objects.read(oid, 1 << 20) for oid in oids)
    return [content for content in contents if isinstance(content, bytes)]


def _floors(mirror: Mirror, files: Sequence[Any]) -> tuple[float, float]:
    """Seconds to read the changed blobs, and to parse them by `ast`, without a child or anything else around it."""
    read, blobs = _timed(lambda: _blobs(mirror, files))
    return read, _timed(lambda: [_parsed(blob) for blob in blobs])[0]


def _parsed(blob: bytes) -> None:
    with contextlib.suppress(SyntaxError):
        ast.parse(blob)


def _whole(mirror: Mirror, files: Sequence[Any], pool: AnalysisPool) -> Measured:
    return measure(mirror.objects, files, Whole(pool))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
