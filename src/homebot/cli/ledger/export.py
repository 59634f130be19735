"""`homebot ledger export`: the books for other programs."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from homebot.cli import exits
from homebot.cli.start import read_settings, ready_database
from homebot.core.credit.entries import Entry
from homebot.core.credit.export_beancount import to_beancount
from homebot.core.credit.export_csv import to_csv
from homebot.store import books

_WRITE: dict[str, Callable[[Iterable[Entry]], Iterator[str]]] = {"beancount": to_beancount, "csv": to_csv}


@click.command(short_help="Write the books as beancount text or CSV.")
@click.option("--format", "form", type=click.Choice(list(_WRITE)), required=True)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file, whole or not at all; else standard output.",
)
def export(form: str, output: Path | None) -> None:
    """Write all entries, in their order, in milli-credits: as text that beancount's bean-check accepts, or as CSV with
    a row for each line of an entry."""
    engine = ready_database(read_settings())
    try:
        with engine.connect() as connection, _target(output) as target:
            for piece in _WRITE[form](books.entries(connection)):
                target.write(piece)
    except ValueError as error:
        exits.leave(exits.FINDINGS, f"{error}; homebot ledger verify names the first bad entry")
    except OSError as error:
        exits.leave(exits.OUTSIDE, f"the export cannot be written ({error.strerror or error})")


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Where to write to. A file takes its name only when it is whole."""
    if output is None:
        yield sys.stdout
        return
    descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as target:
            yield target
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink()
        raise
