"""Builders of facts with good defaults: alice of checkout changes payments' ledgerd; bob and bea are payments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from homebot.core.directory import (
    BotSettings,
    Directory,
    Entity,
    Place,
    Service,
    StandardSetting,
    Team,
)
from homebot.core.facts import (
    Change,
    Conversation,
    FileChange,
    FunctionComplexity,
    Observed,
    Person,
    PullId,
    Review,
    Snapshot,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PULL = PullId("acme", "ledgerd", 7)
HEAD = "a" * 40
OLD_HEAD = "b" * 40
BASE = "c" * 40
VIEWER = "homebot[bot]"
GOOD_DESCRIPTION = "Goal: exact refunds\nHeadline: Refunds are right to the cent\n"

STANDARDS = ("complexity", "size", "tests", "description")


def team(name: str, *members: str, entity: str = "retail", **changes: Any) -> Team:
    """A team whose first member is its owner."""
    return Team(name=name, entity=entity, members=members, owners=members[:1], place=Place("org.yaml", 5), **changes)


def service(name: str, owner: str, repository: str = "acme/ledgerd", mode: Any = "enforce", **changes: Any) -> Service:
    """A service held to the default standards."""
    return Service(name=name, owner=owner, repository=repository, mode=mode, place=Place("services.yaml", 3), **changes)


def profile(**options: Mapping[str, Any]) -> tuple[StandardSetting, ...]:
    """The default standards, some with options: `profile(complexity={"max": 5})`."""
    return tuple(StandardSetting(name, options=tuple(options.get(name, {}).items())) for name in STANDARDS)


def directory(
    teams: Iterable[Team] | None = None, services: Iterable[Service] | None = None, **changes: Any
) -> Directory:
    """payments owns ledgerd, checkout and video are other teams."""
    default_teams = (
        team("payments", "bob", "bea"),
        team("checkout", "alice", "al"),
        team("video", "vera", "vic", entity="media"),
    )
    default_services = (service("ledgerd", "payments"),)
    found: dict[str, Any] = {
        "entities": {
            "company": Entity("company", managers=("ceo",)),
            "retail": Entity("retail", "company", ("dana",)),
            "media": Entity("media", "company"),
        },
        "teams": {one.name: one for one in (default_teams if teams is None else teams)},
        "services": {one.name: one for one in (default_services if services is None else services)},
        "profiles": {"default": profile()},
        "settings": BotSettings(),
        "digest": "d" * 64,
    }
    return Directory(**{**found, **changes})


def conversation(**changes: Any) -> Conversation:
    """An open, described pull request of alice's."""
    found = Conversation(
        pull=PULL,
        node_id="PR_1",
        title="Settle in the shopper's currency",
        body=GOOD_DESCRIPTION,
        author="alice",
        author_is_bot=False,
        state="open",
        draft=False,
        base_ref="main",
        base_oid=BASE,
        head_ref="currency",
        head_oid=HEAD,
        default_branch="main",
        created_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        updated_at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        viewer=VIEWER,
        observed=Observed(),
    )
    return replace(found, **changes)


def file(path: str = "ledger/close.py", **changes: Any) -> FileChange:
    """A modified source file of twelve changed lines."""
    values = {"kind": "modified", "added": 9, "deleted": 3, "before": "1" * 40, "after": "2" * 40, **changes}
    return FileChange(path=path, **values)  # type: ignore[arg-type]


def function(name: str = "settle", before: int | None = 4, after: int = 6, **changes: Any) -> FunctionComplexity:
    """A touched function of `ledger/close.py`."""
    values = {"path": "ledger/close.py", "line": 12, "end_line": 30, **changes}
    return FunctionComplexity(name=name, before=before, after=after, **values)


def change(
    files: Sequence[FileChange] | None = None, functions: Sequence[FunctionComplexity] | None = None, **changes: Any
) -> Change:
    """A source file with its test, and one touched function well within the limit."""
    found = Change(
        merge_base=BASE,
        base=BASE,
        head=HEAD,
        files=tuple((file(), file("tests/test_close.py")) if files is None else files),
        functions=tuple((function(),) if functions is None else functions),
    )
    return replace(found, **changes)


def review(author: str = "bob", state: Any = "APPROVED", oid: str | None = HEAD, minutes: int = 45) -> Review:
    """A review, by default an approval of the head."""
    return Review(author, state, NOW.replace(hour=8, minute=minutes), oid)


def people(*logins: str, **changes: Any) -> tuple[Person, ...]:
    """Persons without load."""
    return tuple(Person(login, **changes) for login in logins)


def snapshot(**changes: Any) -> Snapshot:
    """alice's pull request, read now. Fields of the conversation and the change may be given directly."""
    talk = {key: changes.pop(key) for key in list(changes) if key in Conversation.__dataclass_fields__}
    facts = {key: changes.pop(key) for key in list(changes) if key in Change.__dataclass_fields__}
    found = Snapshot(
        conversation=conversation(**talk),
        change=change(**facts),
        at=NOW,
        people=people("bob", "bea", "al", "vera", "vic"),
    )
    return replace(found, **changes)


def day(text: str) -> date:
    """`day("2026-07-01")`."""
    return date.fromisoformat(text)
