"""A company that decides: alice's pull request in payments' ledgerd breaks a standard and a floor, and everything that
people say, evaluations find and time does goes into one register. All of it is `core`: nothing is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from homebot.core.commands.answer import Answer, World
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import parse
from homebot.core.decision import Decision
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import PullId, Review, Snapshot
from homebot.core.issues import Issue
from homebot.core.policy import decide
from homebot.core.register.clocks import lapsed
from homebot.core.register.entries import Entry
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.follow import followed
from homebot.core.register.record import Record, fold
from tests import build

STANDARD, FLOOR = "complexity", "size"
DIRECTORY: Directory = build.directory(
    teams=(
        build.team("payments", "bob", "bea", "bill"),
        build.team("checkout", "alice", "al"),
        build.team("video", "vera", "vic", entity="media"),
        build.team("platform", "sam", "gina", "hugo", "ines", entity="media"),
    ),
    services=(build.service("ledgerd", "payments"), build.service("player", "video", "acme/player")),
    profiles={
        "default": (
            StandardSetting(STANDARD, options=(("max", 5),)),
            StandardSetting(FLOOR, "floor", (("max_changed_lines", 10),), owners=("sam",)),
        )
    },
    bar_raisers={"architecture": ("gina", "hugo"), "security": ("ines",)},
    governance_repository="acme/governance",
)
DIRECTORY = replace(
    DIRECTORY,
    teams={**DIRECTORY.teams, "payments": replace(DIRECTORY.teams["payments"], owners=("bob", "bill"))},
)
PEOPLE = ("alice", "al", "bob", "bill", "bea", "sam", "gina", "hugo", "ines", "dana", "vera", "stranger")
ROUNDS = 20
PROPOSAL = Issue(
    id=PullId("acme", "ledgerd", 3),
    title="Settle in the shopper's currency",
    body="\n\n".join(f"### {name}\n\n{text}" for name, text in (
        ("Goal", "exact refunds"), ("Headline", "Refunds are right to the cent"), ("Service", "ledgerd"),
        ("Beneficiaries", "checkout, video"), ("Surface", "settle_in_currency"), ("Rollout", "behind a flag"),
        ("Contact", "#checkout"),
    )),
    author="alice",
    state="open",
    created_at=build.NOW,
)  # fmt: skip
"""Away work that may be agreed on."""


@dataclass
class Company:
    """What there is at one moment."""

    now: datetime = build.NOW
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    head: str = build.HEAD
    shown: str = ""
    """The head that homebot's comment is about."""
    state: str = "open"
    reviews: tuple[Review, ...] = ()
    pushed: "count[int]" = field(default_factory=lambda: count(1))
    comments: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def records(self) -> tuple[Record, ...]:
        """Every decision as it stands."""
        return tuple(fold(self.entries[number]) for number in sorted(self.entries))

    def find(self, number: int) -> Record:
        """One of them."""
        return fold(self.entries[number])

    def append(self, entries: Iterable[Entry]) -> None:
        """Raises `Impossible` for what the table does not have; the same key twice is nothing."""
        for entry in entries:
            if entry.key not in self.keys:
                so_far = self.entries.get(entry.number, [])
                fold([*so_far, entry])
                self.entries[entry.number] = [*so_far, entry]
                self.keys.add(entry.key)

    def snapshot(self) -> Snapshot:
        """What is read of the pull request now; its description names what was agreed."""
        agreed = [one.name for one in self.records if one.kind == "agreement" and one.state != "declined"]
        trailers = "".join(f"Agreement: {name}\n" for name in agreed)
        merged = self.now if self.state == "merged" else None
        return build.snapshot(
            at=self.now,
            body=f"{build.GOOD_DESCRIPTION}{trailers}",
            decisions=self.records,
            functions=(build.function("settle", 4, 12),),
            state=self.state,
            head_oid=self.head,
            head=self.head,
            reviews=self.reviews,
            merged_at=merged,
            merged_by="bob" if merged else None,
            people=build.people("bob", "bea", "bill", "al", "vera", "vic", "sam", "gina", "hugo", "ines"),
        )

    def look(self) -> tuple[Snapshot, Decision]:
        """An evaluation: what it finds is written down, until it finds nothing more."""
        for _ in range(ROUNDS):
            snapshot = self.snapshot()
            decision = decide(snapshot, DIRECTORY, "0.1.0")
            found = followed(snapshot, decision, DIRECTORY, count(self._next()))
            if not found:
                self.shown = self.head
                return snapshot, decision
            assert {entry.key for entry in found}.isdisjoint(self.keys), "it asks for what is there"
            self.append(found)
        raise AssertionError(f"it always finds something more: {[entry.key for entry in found]}")

    def _next(self) -> int:
        return max(self.entries, default=0) + 1

    def say(self, actor: str, line: str, issue: int = 0) -> Answer:
        """A command on the pull request, or on an issue. What its answer changes is written down: the register takes
        all of it."""
        (command,) = parse(line)
        snapshot = None if issue else self.snapshot()
        world = World(
            actor=actor,
            now=self.now,
            directory=DIRECTORY,
            repository="acme/ledgerd",
            number=issue or 7,
            on_pull=not issue,
            org_member=actor != "stranger",
            snapshot=snapshot,
            decision=decide(snapshot, DIRECTORY, "0.1.0") if snapshot is not None else None,
            issue=replace(PROPOSAL, id=PullId("acme", "ledgerd", issue)) if issue else None,
            command=f"{next(self.comments)}:1",
            web="https://github.example",
            register=RegisterFacts(self.records, self._next()),
            shown=self.shown,
        )
        found = answer(command, world)
        acts = [act.entry for act in found.acts if act.entry is not None]
        assert {entry.key for entry in acts}.isdisjoint(self.keys)
        self.append(acts)
        return found

    def wait(self, hours: float) -> None:
        """Time passes, and writes down what it did."""
        self.now += timedelta(hours=hours)
        for number in sorted(self.entries):
            for _ in range(ROUNDS):
                record = self.find(number)
                entry = lapsed(record, self._related(record), self.now, DIRECTORY)
                if entry is None:
                    break
                assert entry.key not in self.keys, "time does the same thing twice"
                self.append([entry])
            else:
                raise AssertionError(f"time never ends for {record.name}")

    def _related(self, record: Record) -> tuple[Record, ...]:
        return tuple(one for one in self.records if one.scope.of == record.number or one.number == record.scope.of)

    def push(self) -> None:
        """Everything the change touches becomes something else."""
        self.head = f"{next(self.pushed):040x}"

    def review(self, login: str, state: str, body: str) -> None:
        """A review of the head."""
        self.reviews = (*self.reviews, replace(build.review(login, state, self.head), submitted_at=self.now, body=body))
