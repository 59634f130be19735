"""Why a change needs the decisions of bar raisers: what the rules find, and who asked for one."""

from collections.abc import Iterable, Sequence

from homebot.core.agreements.pins import settings_of
from homebot.core.bar_raisers.part import Part, Reason
from homebot.core.bar_raisers.triggers import reasons_of
from homebot.core.decision import Judgement, Recognition, ServiceStanding
from homebot.core.directory import Directory, Mode
from homebot.core.facts import Snapshot
from homebot.core.overrides.bypass import is_first_look
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.standards import options_of
from homebot.core.standards_view import view

ASKING = ("raised", "reasoned", "door-raised")
"""Acts by which somebody asks for a decision."""
TAKEN_BACK = "taken-back"
"""Whose asking an entry takes back."""
_STRICTNESS: tuple[Mode, ...] = ("observe", "advise", "enforce")


def found_by_rules(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, judgements: Sequence[Judgement]
) -> tuple[Reason, ...]:
    """What the rules find in each touched service's part, home or away: a key decision is one whoever makes it. Nothing
    after the end, but at the first look after a merge that was made under homebot's eyes."""
    over = snapshot.conversation.state != "open" and not is_first_look(snapshot)
    if over or not directory.bar_raisers or snapshot.change.unreadable is not None:
        return ()
    parts = (_part(snapshot, directory, recognition, standing, judgements) for standing in recognition.standings)
    return tuple(reason for part in parts for reason in reasons_of(part))


def _part(
    snapshot: Snapshot,
    directory: Directory,
    recognition: Recognition,
    standing: ServiceStanding,
    judgements: Sequence[Judgement],
) -> Part:
    seen = view(snapshot, frozenset(standing.paths), away=not standing.home)
    settings = settings_of(snapshot, directory, recognition, standing)
    return Part(
        snapshot=snapshot,
        directory=directory,
        standing=standing,
        files=seen.files,
        functions=seen.functions,
        judgements=tuple(one for one in judgements if one.service == standing.service),
        options=tuple((one.standard, options_of(one.standard, one.options)) for one in settings),
    )


def asked_by_people(record: Record | None) -> tuple[str, ...]:
    """What people said who ask for a decision, in sentences."""
    said = _asking(record)
    return tuple(dict.fromkeys(f"`{one.by}` asked for it{f': {one.because}' if one.because else ''}" for one in said))


def askers(record: Record) -> tuple[str, ...]:
    """Who asks for a decision, rules aside."""
    return tuple(dict.fromkeys(one.by for one in _asking(record)))


def _asking(record: Record | None) -> list[Entry]:
    """The entries by which people ask, but for what was taken back since."""
    said: list[Entry] = []
    for one in record.entries if record is not None else ():
        back = dict(one.said).get(TAKEN_BACK, "").split()
        said = [entry for entry in said if entry.by not in back]
        said += [one] if one.by and one.act in ASKING else []
    return said


def services_of(reasons: Sequence[Reason], recognition: Recognition) -> tuple[ServiceStanding, ...]:
    """The touched services a decision is about: those that the rules name; all, where only people asked."""
    named = {one.service for one in reasons}
    return tuple(one for one in recognition.standings if not named or one.service in named)


def strictest(standings: Iterable[ServiceStanding]) -> Mode:
    """The mode of those that hold to most."""
    return max((one.mode for one in standings), key=_STRICTNESS.index, default="observe")


def own_records(snapshot: Snapshot) -> dict[str, Record]:
    """The bar raisers' decisions on this pull request, by kind: there is one of each."""
    pull = str(snapshot.pull)
    return {one.scope.kind: one for one in snapshot.decisions if one.kind == "bar-raiser" and one.scope.pull == pull}
