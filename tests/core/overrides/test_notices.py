"""What is made known of overrides, and what their pull request's comment says of them."""

from dataclasses import replace

import pytest

from homebot.core.notices import Notice
from homebot.core.overrides.lines import lines
from homebot.core.overrides.notices import notices
from homebot.core.policy import decide
from homebot.core.register.record import Record
from tests import build
from tests.core.commands.world import DIRECTORY
from tests.core.overrides.records import GOVERNED, bypassed, decision, overridden, then

OPENED = """\
`bob` goes against `B7` (`architecture`): `gina` recommends against it, in `acme/ledgerd#7`.

> the old client is gone in May

- Pull request: [acme/ledgerd 7](/acme/ledgerd/pull/7), Settle in the shopper's currency
- Service: `ledgerd` of `payments`, changed by `checkout`
- Follow-up: 2026-12-23

For @dana and @ceo to see.

What became of it is said here or on the pull request: `/homebot recommend O8 held|regretted|moot because="..."`"""
PASSED = """\
`root` merged `acme/ledgerd#7` past what homebot asks for.

Without:

- `size` of `ledgerd`: fail

- Pull request: [acme/ledgerd 7](/acme/ledgerd/pull/7), Settle
- Service: `ledgerd` of `payments`, changed by `checkout`
- Follow-up: 2026-12-23

For @dana and @ceo to see.

What became of it is said here or on the pull request: `/homebot recommend O9 held|regretted|moot because="..."`"""


def told(record: Record) -> tuple[Notice, ...]:
    return notices(record, record.entries[-1], GOVERNED)


def test_an_override_opens_an_issue_for_the_managers_of_both_teams() -> None:
    [notice] = told(overridden())
    assert notice == Notice(
        "O8:opened", "acme/governance", OPENED, "O8: ledgerd of payments overrides B7 against by gina",
        labels=("homebot-override",),
    )  # fmt: skip


def test_a_merge_past_the_rules_does_too() -> None:
    [notice] = told(bypassed())
    assert (notice.body, notice.title) == (PASSED, "O9: ledgerd of payments merged past the rules")


def test_where_no_governance_repository_is_set_up_no_issue_is_opened() -> None:
    record = overridden(directory=DIRECTORY)
    assert told(record) == ()
    assert told(then(record, "held", "gina", "two quiet months")) == ()
    [asked] = told(then(record, "came-due"))
    assert (asked.repository, asked.number, asked.upon) == ("acme/ledgerd", 7, "")


@pytest.mark.parametrize("act", ["held", "regretted", "moot", "fallen"])
def test_what_becomes_of_it_is_said_there_and_closes_it(act: str) -> None:
    by = "" if act == "fallen" else "gina"
    [notice] = told(then(overridden(), act, by, "@all two rollbacks"))
    assert (notice.key, notice.upon, notice.state, notice.number) == (f"O8:{act}", "O8:opened", "closed", 0)
    said = "fell" if act == "fallen" else act
    assert notice.body == f"`O8`: **{said}**: `@all` two rollbacks." + (" `gina` says so." if by else "")


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        pytest.param(("gina", "hugo"), "@gina:", id="whom it went against"),
        pytest.param(("hugo", "ines"), "@hugo and @ines:", id="who is of the kind, where they are no more"),
        pytest.param((), "@dana and @ceo:", id="managers, where nobody is"),
    ],
)
def test_on_its_day_somebody_is_asked(people: tuple[str, ...], asked: str) -> None:
    record = then(overridden(), "came-due")
    directory = replace(GOVERNED, bar_raisers={"architecture": people})
    [notice] = notices(record, record.entries[-1], directory)
    assert (notice.key, notice.upon, notice.state) == ("O8:came-due", "O8:opened", "")
    assert notice.body.startswith(asked)
    assert "/homebot recommend O8" in notice.body


def test_of_a_merge_past_the_rules_managers_are_asked_but_not_who_merged() -> None:
    record = then(replace(bypassed(), by="dana"), "came-due")
    assert told(record)[0].body.startswith("@ceo: what became of `O9`?")


def shown(*records: Record) -> list[str]:
    snapshot = build.snapshot(decisions=(decision(), *records))
    return lines(snapshot, decide(snapshot, GOVERNED, "1"))


def test_the_comment_has_a_line_for_each() -> None:
    assert shown(overridden(), bypassed()) == [
        "⚖️ `O8`: `bob` goes against `B7` (`architecture`): `gina` recommends against it, in `acme/ledgerd#7`. "
        "Because: the old client is gone in May. Then: follow-up on 2026-12-23.",
        "⚠️ `O9`: `root` merged `acme/ledgerd#7` past what homebot asks for. Without: `size` of `ledgerd`: fail. Then: "
        "follow-up on 2026-12-23.",
    ]


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("held", "Then: **held**: two quiet months."),
        ("fallen", "Then: **fell**: two quiet months."),
        ("came-due", "Then: its follow-up is due since 2026-12-23."),
    ],
)
def test_what_became_of_it_is_in_its_line(act: str, says: str) -> None:
    [line] = shown(then(overridden(), act, because="two quiet months"))
    assert line.endswith(says)


def test_another_pull_request_has_no_line_of_it() -> None:
    record = overridden()
    assert shown(replace(record, scope=replace(record.scope, pull="acme/ledgerd#8"))) == []


def test_whoever_merged_may_be_unknown() -> None:
    assert "somebody whom GitHub does not name" in shown(replace(bypassed(), by=""))[0]
