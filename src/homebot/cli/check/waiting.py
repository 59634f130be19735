"""A bar for who watches and waits. It comes after a second, so that a quick check stays a quick check."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0


@contextmanager
def waiting(label: str, seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Shows a bar on stderr while the block takes longer than `seconds`, if somebody watches there; then takes it
    away."""
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    shown = threading.Thread(target=_show, args=(label, seconds, ended), daemon=True)
    shown.start()
    try:
        yield
    finally:
        ended.set()
        shown.join()


def _show(label: str, seconds: float, ended: threading.Event) -> None:
    if ended.wait(seconds):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(label, total=None)
        ended.wait()
