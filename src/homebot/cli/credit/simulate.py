"""`homebot credit simulate EVENTS.jsonl`: a file of adoptions settled, for trying parameters. Touches no ledger."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from homebot.cli import exits
from homebot.cli.config import usable_directory
from homebot.core.catalogues.faults import Faults
from homebot.core.credit.parameters import Parameters, parameters
from homebot.core.credit.rollup import Tree, tree_of, unplaced
from homebot.core.credit.settle import settle
from homebot.core.credit.simulated import as_json
from homebot.core.credit.use_lines import LONGEST_LINE, UseLine, contradictions, read_lines
from homebot.core.directory import Directory
from homebot.core.ownership import Fault
from homebot.core.render.escape import visible
from homebot.core.wording import quoted, suggestion

FIGURES = ("carried_pool", "used_pool", "attested_cap", "consumer_cap")
"""The parameters that a settlement asks for; spans of days have no say in it."""
MOST_MILLI_CREDITS = 1_000_000_000
MOST_LINES = 2_000_000
_SETTING = re.compile(r"([^=]*)=([0-9]{1,10})")


@click.command()
@click.argument("events", type=click.File("rb"), metavar="EVENTS.jsonl")
@click.option(
    "--config", "folder", envvar="HOMEBOT_CONFIG", type=click.Path(path_type=Path), help="Its tree. Default: config."
)
@click.option("--set", "settings", multiple=True, metavar="NAME=MCR", help=f"Another figure: {', '.join(FIGURES)}.")
def simulate(events: IO[bytes], folder: Path | None, settings: tuple[str, ...]) -> None:
    """Settle the adoptions in EVENTS.jsonl (- is stdin) as one quarter's, and print who earns what as JSON.

    Each line is one adoption: {"consumer": "ads", "service": "ledgerd", "home": "payments", "contribution": "i15",
    "away": "video", "level": "observed"}. Parameters come from homebot.yaml; --set changes them for this run.
    """
    directory = _directory(folder)
    figures = _parameters(directory, settings)
    lines = _read(events)
    tree = tree_of(directory) if directory else Tree()
    postings = settle((line.use for line in lines), figures)
    _tell(lines, tree)
    click.echo(json.dumps(as_json(postings, tree), indent=2))


def _directory(folder: Path | None) -> Directory | None:
    """The configuration; `None` where none was named and there is no folder `config`."""
    source = folder or Path("config")
    if folder is None and not source.is_dir():
        return None
    return usable_directory(source)


def _parameters(directory: Directory | None, settings: tuple[str, ...]) -> Parameters:
    values = dict(directory.settings.credit if directory else ())
    for setting in settings:
        found = _SETTING.fullmatch(setting)
        if found is None or int(found[2]) > MOST_MILLI_CREDITS:
            wanted = f"a name and 0 to {MOST_MILLI_CREDITS} milli-credits, such as used_pool=20000"
            exits.leave(exits.WRONG_USE, f"--set {quoted(setting)} is not {wanted}")
        if found[1] not in FIGURES:
            exits.leave(exits.WRONG_USE, f"--set {quoted(setting)}: no such figure; {suggestion(found[1], FIGURES)}")
        values[found[1]] = int(found[2])
    return parameters(values.items())


def _read(events: IO[bytes]) -> list[UseLine]:
    """All lines. When one is bad, names every bad one and ends the process."""
    found: list[UseLine] = []
    faults = Faults()
    for line in read_lines(_lines(events), getattr(events, "name", "<stdin>")):
        if isinstance(line, Fault):
            faults.take(line)
        elif len(found) < MOST_LINES:
            found.append(line)
        else:
            faults.add(line.place, f"there are over {MOST_LINES} adoptions", "settle them in several files")
            break
    if faults.count:
        _say(faults)
        raise SystemExit(exits.WRONG_USE)
    return found


def _lines(events: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only the first part, a little over the limit."""
    most = LONGEST_LINE + 1
    while raw := events.readline(most):
        yield raw
        while len(raw) == most and not raw.endswith(b"\n"):
            raw = events.readline(most)


def _tell(lines: list[UseLine], tree: Tree) -> None:
    """What is odd, and did not keep the settlement from being made."""
    odd = Faults()
    for fault in contradictions(lines):
        odd.take(fault)
    _say(odd)
    if tree.root is None:
        click.echo("homebot: no configuration, so no roll-up; name its folder with --config", err=True)
        return
    teams = {team for line in lines for team in (line.use.consumer, line.use.home, line.use.away) if team}
    lost = unplaced(teams, tree)
    if lost:
        named = ", ".join(quoted(team) for team in lost[:10]) + (
            f" and {len(lost) - 10} more" if len(lost) > 10 else ""
        )
        click.echo(f"homebot: in no entity of the configuration, so counted under {tree.root}: {named}", err=True)


def _say(faults: Faults) -> None:
    for fault in faults.all():
        fix = f"; {visible(fault.fix, 300)}" if fault.fix else ""
        click.echo(f"{visible(str(fault.place), 300)}: {visible(fault.message, 500)}{fix}", err=True)
