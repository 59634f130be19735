"""What a merged pull request shows of the hand-over's list: nobody has to check by hand what can be seen."""

from collections.abc import Iterator

from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import FileChange, Snapshot
from homebot.core.paths import matches_any
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record
from homebot.core.register.table import UNDERWAY
from homebot.core.standards.docs import DOCS
from homebot.core.standards.tests import TESTS
from homebot.core.warranty.checklist import ONE_WAY_ONLY, unchecked, with_more
from homebot.core.warranty.lines import belongs

RUNBOOK = ("*runbook*", "**/runbook*/**", "**/playbook*/**", "*playbook*")
ADR = ("**/adr/**", "**/adrs/**", "**/decisions/**", "adr/**", "adr-*.md", "ADR-*.md")
_SHOWN = {"runbook": RUNBOOK, "tests": TESTS, ONE_WAY_ONLY: ADR}


def follow(snapshot: Snapshot, decision: Decision, directory: Directory, numbers: Iterator[int]) -> tuple[Entry, ...]:
    """The entries that are not there yet. They come before what else the evaluation says of the agreement, and leave
    what is due as it is."""
    if snapshot.conversation.state != "merged":
        return ()
    items = seen(snapshot.change.files)
    found = [(one, _new(one, items)) for one in snapshot.decisions if _underway(one) and belongs(one, snapshot)]
    return tuple(_entry(one, new, snapshot, directory) for one, new in found if new)


def _underway(record: Record) -> bool:
    return record.kind == "agreement" and record.state in UNDERWAY


def _new(agreement: Record, items: tuple[str, ...]) -> list[str]:
    """Those that the agreement asks for and nobody has checked."""
    return [item for item in unchecked(agreement) if item in items]


def seen(files: tuple[FileChange, ...]) -> tuple[str, ...]:
    """The items of the list that a change's files speak for."""
    paths = [file.path for file in files if file.kind != "deleted" and not file.generated]
    found = {item for item, patterns in _SHOWN.items() if _any(patterns, paths)}
    # A runbook or the record of a decision is a document, too, and not the documentation.
    others = [path for path in paths if not matches_any((*RUNBOOK, *ADR), path)]
    return tuple(sorted({*found, "docs"} if _any(DOCS, others) else found))


def _any(patterns: tuple[str, ...], paths: list[str]) -> bool:
    return any(matches_any(patterns, path) for path in paths)


def _entry(agreement: Record, items: list[str], snapshot: Snapshot, directory: Directory) -> Entry:
    said = (("checked", with_more(agreement, items)),)
    place = str(snapshot.pull)
    return further(agreement, "checked", snapshot.at, directory, place=place, due=agreement.due, said=said)
