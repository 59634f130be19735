"""The register by hand: alice of checkout changed payments' ledgerd and made `settle` too complex; commands are
answered, and what they say is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from homebot.core.commands.answer import Answer, World
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import parse
from homebot.core.decision import Decision, Judgement
from homebot.core.deviations.follow import follow
from homebot.core.deviations.lapse import lapse
from homebot.core.deviations.reading import Reading
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import PullId, Snapshot
from homebot.core.policy import decide
from homebot.core.register.entries import Entry
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.record import Record, after
from tests import build

CLAIM = '/homebot deviate complexity because="the parser is generated code" until=2027-03-31'
DATA = 'data=https://ci.example/7 says="p95 fell by 40 ms"'
GIVE = f"/homebot evidence D1 {DATA} kind=benchmark"
PEOPLE = ("alice", "al", "bob", "bea", "vera", "vic", "gina", "ines", "dana", "ceo", "stranger")


def directory(complexity: Any = "standard", owners: tuple[str, ...] = (), **changes: Any) -> Directory:
    """The three teams with bar raisers; `complexity` is as strong as said, with these owners."""
    profile = (StandardSetting("complexity", complexity, owners=owners), *build.profile()[1:])
    found: dict[str, Any] = {
        "profiles": {"default": profile},
        "bar_raisers": {"architecture": ("gina",), "security": ("ines",)},
    }
    return build.directory(**{**found, **changes})


def broken(**changes: Any) -> Snapshot:
    """A change with one function that is too complex, in `ledger/close.py`."""
    return build.snapshot(**{"functions": (build.function("settle", 4, 14),), **changes})


@dataclass
class Register:
    """Entries as the database would have them, and the clock."""

    directory: Directory = field(default_factory=directory)
    now: datetime = build.NOW
    records: dict[int, Record] = field(default_factory=dict)
    commands: int = 0
    shown: str | None = None
    """What homebot's comment is about; the head that is there where nothing is said."""
    read: tuple[Reading, ...] = (Reading("https://ci.example/7", "a" * 64, build.NOW),)

    def add(self, entry: Entry) -> None:
        """Writes one entry down; raises Impossible where the table does not have it."""
        self.records[entry.number] = after(self.records.get(entry.number), entry)

    def known(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the register, read now."""
        return replace(snapshot, at=self.now, decisions=tuple(self.records.values()))

    def decided(self, snapshot: Snapshot | None = None) -> Decision:
        return decide(self.known(snapshot or broken()), self.directory, "1")

    def judged(self, standard: str = "complexity", snapshot: Snapshot | None = None) -> Judgement:
        return next(one for one in self.decided(snapshot).judgements if one.standard == standard)

    def say(self, line: str, actor: str = "alice", snapshot: Snapshot | None = None) -> Answer:
        """The answer to a command on a pull request; what it says to the register is written down."""
        seen = self.known(snapshot or broken())
        self.commands += 1
        world = World(
            actor=actor,
            now=self.now,
            directory=self.directory,
            repository=seen.pull.repository,
            number=seen.pull.number,
            snapshot=seen,
            decision=decide(seen, self.directory, "1"),
            command=f"1:{self.commands}",
            shown=seen.conversation.head_oid if self.shown is None else self.shown,
            register=RegisterFacts(
                tuple(self.records.values()), max(self.records, default=0) + 1, tuple(self.records.values())
            ),
            read=self.read,
        )
        (command,) = parse(line)
        found = answer(command, world)
        for act in found.acts:
            assert act.entry is not None
            self.add(act.entry)
        return found

    def look(self, snapshot: Snapshot) -> list[str]:
        """What an evaluation says to the register, written down; another says no more."""
        seen = self.known(snapshot)
        written = follow(seen, decide(seen, self.directory, "1"), self.directory, count(99))
        for entry in written:
            self.add(entry)
        seen = self.known(snapshot)
        assert follow(seen, decide(seen, self.directory, "1"), self.directory, count(99)) == ()
        return [entry.act for entry in written]

    def sweep(self, days: float = 0) -> list[Entry]:
        """Time passes, and what it did is written down."""
        self.now += timedelta(days=days)
        written: list[Entry] = []
        for number in list(self.records):
            while (entry := lapse(self.records[number], (), self.now, self.directory)) is not None:
                self.add(entry)
                written.append(entry)
        return written

    @property
    def d1(self) -> Record:
        return self.records[1]


def other(number: int = 8, **changes: Any) -> Snapshot:
    """Another pull request."""
    return broken(pull=PullId("acme", "ledgerd", number), **changes)


def acts(found: Answer) -> Sequence[str]:
    return [act.entry.act for act in found.acts if act.entry is not None]


def claimed(strength: str = "standard", **changes: object) -> Register:
    """With the deviation D1, just claimed."""
    register = Register(directory(strength, **changes))  # type: ignore[arg-type]
    assert not register.say(CLAIM).refused
    return register
