"""What each verb answers and what it changes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from homebot.core.commands.answer import Act, Availability
from homebot.core.facts import Observed, Person
from homebot.core.waits import Hold
from tests import build
from tests.core.commands.world import say, world


def asked(*logins: str, **changes: Any) -> Any:
    return build.snapshot(observed=Observed(requested=logins), **changes)


@pytest.mark.parametrize(
    ("line", "acts"),
    [
        ("/homebot recheck", [Act("recheck")]),
        ("/homebot assign @Bea", [Act("assign", login="bea")]),
        ("/homebot assign bea, @vera @bea", [Act("assign", login="bea"), Act("assign", login="vera")]),
        ("/homebot unassign @bea", [Act("unassign", login="bea")]),
        ("/homebot absent until 2026-12-24", [Act("absent", login="bob", until=date(2026, 12, 24))]),
        ("/homebot absent UNTIL=2026-12-24", [Act("absent", login="bob", until=date(2026, 12, 24))]),
        ("/homebot limit 0", [Act("limit", login="bob", number=0)]),
        ("/homebot limit default", [Act("limit", login="bob")]),
        ("/homebot hold", [Act("hold", login="bob")]),
        ("/homebot hold until Friday", [Act("hold", login="bob", because="until Friday")]),
        ('/homebot hold because="the @migration"', [Act("hold", login="bob", because="the @migration")]),
        ("/homebot back", []),
        ("/homebot work", []),
        ("/homebot why", []),
    ],
)
def test_a_command_changes_just_this(line: str, acts: list[Act]) -> None:
    found = say(line, world("bob", snapshot=asked("bea")))
    assert not found.refused, found.reply
    assert list(found.acts) == acts


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/homebot assign", "Name the person"),
        ("/homebot assign @acme/payments", "A team cannot be asked"),
        ("/homebot assign @a @b @c @d @e @f", "at most five"),
        ("/homebot assign @bea @alice", "`alice` wrote the pull request"),
        ("/homebot assign @outside", "no access"),
        ("/homebot unassign @vera", "`vera` is not asked"),
        ("/homebot unassign @bea @vera", "Nothing was changed"),
        ("/homebot absent", "Say until when"),
        ("/homebot absent until", "Say until when"),
        ("/homebot absent until tomorrow", "`tomorrow` is no date"),
        ("/homebot absent until 2026-02-30", "is no date"),
        ("/homebot absent until 2026-11-23", "not after today"),
        ("/homebot absent until 2206-11-23", "more than two years"),
        ("/homebot limit", "Name a number"),
        ("/homebot limit -1", "Name a number"),
        ("/homebot limit ٣", "Name a number"),
        ("/homebot limit 101", "Name a number"),
        ("/homebot hold x because=y", "Give the reason"),
        ("/homebot hold until=Friday", "Give the reason"),
        ("/homebot unhold", "Nobody holds"),
        ("/homebot owners", "Name one path"),
        ("/homebot owners a b", "Name one path"),
        ("/homebot help frob", "knows no `frob`"),
        ("/homebot help absnt", "Did you mean `/homebot help absent`?"),
        ("/homebot credit paymnts", "Did you mean `payments`?"),
        ("/homebot credit payments 2026Q5", "The form is"),
        ("/homebot credit a b all", "The form is"),
        ("/homebot credit team=ledgerd", "no team `ledgerd`"),
        ("/homebot credit who=x", "The form is"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(line: str, said: str) -> None:
    people = (*build.people("bob", "bea"), Person("outside", has_access=False))
    found = say(line, world("bob", snapshot=asked("bea", people=people)))
    assert found.refused
    assert found.acts == ()
    assert said in found.reply


@pytest.mark.parametrize(
    ("person", "warning"),
    [
        (Person("bea", absent_until=datetime(2026, 12, 1, tzinfo=UTC)), "absent until 2026-12-01"),
        (Person("bea", busy=True), "busy"),
        (Person("bea", limit=2, open_requests=2), "at capacity 2/2"),
        (Person("vera"), "in no team whose approval is needed"),
        (Person("com"), "has commits in this change"),
    ],
)
def test_a_person_who_may_be_asked_is_asked_with_a_warning(person: Person, warning: str) -> None:
    found = say(f"/homebot assign @{person.login}", world("bob", snapshot=asked(people=(person,), committers=("com",))))
    assert [act.login for act in found.acts] == [person.login]
    assert warning in found.reply


@pytest.mark.parametrize("verb", ["assign @bea", "hold"])
def test_a_merged_pull_request_is_left_alone(verb: str) -> None:
    found = say(f"/homebot {verb}", world("bob", snapshot=build.snapshot(state="merged", merged_at=build.NOW)))
    assert found.refused
    assert "is merged" in found.reply


def test_somebody_elses_hold_is_not_replaced_and_anyone_who_may_lifts_it() -> None:
    held = build.snapshot(holds=(Hold("gina", "see #4", build.NOW),))
    again = say("/homebot hold mine", world("bob", snapshot=held))
    assert again.refused
    assert "`gina` already holds it: see `#4`" in again.reply
    lifted = say("/homebot unhold", world("bob", snapshot=held))
    assert [act.kind for act in lifted.acts] == ["unhold"]
    mended = say("/homebot hold another reason", world("gina", snapshot=held))
    assert [act.because for act in mended.acts] == ["another reason"]


def test_back_ends_an_absence_and_is_silent_about_an_old_one() -> None:
    away = world("bob", availability=Availability(absent_until=date(2026, 12, 1)))
    assert [act.kind for act in say("/homebot back", away).acts] == ["back"]
    over = world("bob", availability=Availability(absent_until=date(2026, 11, 23)))
    assert say("/homebot back", over).acts == ()


def test_work_shows_ones_own_settings() -> None:
    own = Availability(absent_until=date(2026, 12, 1), limit=3, open_requests=2)
    reply = say("/homebot work", world("bob", availability=own)).reply
    for text in ("absent until 2026-12-01", "**Limit:** 3", "homebot:** 2", "`payments`"):
        assert text in reply


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("ledger/close.py", ["`ledgerd`", "`payments`", "`bob` and `bea`", "`services.yaml:3:1`"]),
        ("`x`/<!--", ["`` `x`/\\x3c!-- ``", "`ledgerd`"]),
    ],
)
def test_owners_names_the_line_that_says_so(path: str, said: list[str]) -> None:
    reply = say(f"/homebot owners {path}").reply
    for text in said:
        assert text in reply


def test_owners_of_a_path_nobody_owns_says_how_to_change_that() -> None:
    directory = build.directory(services=(build.service("ledgerd", "payments", paths=("ledger/**",)),))
    assert "belongs to no service" in say("/homebot owners docs/x.md", world("bob", directory)).reply


def test_why_without_an_evaluation_says_how_to_get_one() -> None:
    assert "/homebot recheck" in say("/homebot why", world(evaluated=False)).reply


def test_why_in_a_repository_without_services_says_how_to_add_one() -> None:
    assert "stays silent" in say("/homebot why", world("bob", build.directory(services=()))).reply


def test_why_fits_a_comment_whatever_the_size_of_the_change() -> None:
    files = [build.file(f"{'d' * 100}/{number}.py") for number in range(3_000)]
    functions = [build.function(f"f{'x' * 90}{n}", None, 40, path=f"{'d' * 100}/{n}.py") for n in range(3_000)]
    services = [build.service(f"s{number}", "payments", paths=(f"*{number}.py",)) for number in range(200)]
    known = world("bob", build.directory(services=services), snapshot=build.snapshot(files=files, functions=functions))
    assert len(say("/homebot why", known).reply) < 65_000
