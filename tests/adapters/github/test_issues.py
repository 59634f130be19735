"""Issues and comments of ours: written once, whatever an answer does on its way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from homebot.adapters.github import issues
from homebot.adapters.github.outcomes import Gone, Later, Refused
from homebot.core.notices import Notice
from tests.adapters.github.company import Company

NOTICE = Notice("O9:overridden:0", "", "Bob goes *against* gina.", "Override O9", labels=("homebot-override",))
FAULTS = [
    pytest.param(kind, after, id=f"{kind}-{after}") for kind in ("status", "reset", "truncate") for after in (0, 1)
]


def now() -> datetime:
    return datetime.now(UTC)


def opened(company: Company, notice: Notice, since: datetime) -> int:
    """What the worker does: again after an answer that was lost."""
    with company.github().job(notice.repository) as client:
        for _ in range(3):
            try:
                return issues.open_issue(client, notice, since)
            except Later:
                continue
    raise AssertionError("GitHub never answered")


@pytest.mark.parametrize(("kind", "after"), FAULTS)
def test_a_lost_answer_opens_no_second_issue(kind: str, after: int, company: Company) -> None:
    notice, since = replace(NOTICE, repository=company.repository()), now()
    company.box.faults({"kind": kind, "method": "POST", "path": "/issues$", "after": bool(after)})
    assert opened(company, notice, since) == opened(company, notice, since) == 1
    [shown] = company.carol.issues(notice.repository)
    assert shown["body"] == f"{issues.marker(notice.key)}\n{notice.body}"
    assert (shown["user"]["login"], shown["labels"][0]["name"]) == ("homebot[bot]", "homebot-override")


@pytest.mark.parametrize(("kind", "after"), FAULTS)
def test_a_lost_answer_doubles_no_comment(kind: str, after: int, company: Company) -> None:
    repository, since = company.repository(), now()
    number = company.carol.open_issue(repository, "About something")
    notice = replace(NOTICE, repository=repository, number=number)
    company.box.faults({"kind": kind, "method": "POST", "path": "/comments$", "after": bool(after)})
    with company.github().job(repository) as client:
        with pytest.raises(Later):
            issues.comment(client, notice, number, since)
        first = issues.comment(client, notice, number, since)
        assert issues.comment(client, notice, number, since) == first
    assert len(company.box.state(repository, number)["comments"]) == 1


def test_who_quotes_the_marker_does_not_keep_us_from_saying_it(company: Company) -> None:
    notice = replace(NOTICE, repository=company.repository())
    quoted = company.carol.open_issue(notice.repository, "I know you", issues.marker(notice.key))
    assert opened(company, notice, now()) != quoted


def test_an_issue_that_was_closed_meanwhile_stands_all_the_same(company: Company) -> None:
    notice, since = replace(NOTICE, repository=company.repository()), now()
    number = opened(company, notice, since)
    company.carol.edit_issue(notice.repository, number, state="closed")
    for other in range(101):
        company.carol.open_issue(notice.repository, f"Another {other}")
    assert opened(company, notice, since) == number


def test_only_issues_since_the_notice_are_looked_at(company: Company) -> None:
    """A year's issues are not read again for each notice."""
    notice = replace(NOTICE, repository=company.repository())
    for other in range(101):
        company.carol.open_issue(notice.repository, f"Another {other}")
    calls: list[tuple[str, str]] = []
    with company.github(calls).job(notice.repository) as client:
        issues.open_issue(client, notice, now() + timedelta(hours=1))
    assert [call for call in calls if call[0] != "auth"] == [("read", "own notices"), ("write", "open issue")]


def test_an_issue_is_closed_and_opened_again_once(company: Company) -> None:
    repository = company.repository()
    number = company.carol.open_issue(repository, "About something")
    calls: list[tuple[str, str]] = []
    with company.github(calls).job(repository) as client:
        for state in ("closed", "closed", "open"):
            issues.set_state(client, repository, number, state)
    assert [call[1] for call in calls if call[0] == "write"] == ["set issue's state"] * 2
    assert company.box.state(repository, number)["state"] == "open"


def test_what_is_too_long_is_cut(company: Company) -> None:
    notice = replace(NOTICE, repository=company.repository(), title="t" * 300, body="b" * 70_000)
    number = opened(company, notice, now())
    [shown] = company.carol.issues(notice.repository)
    assert (shown["number"], shown["title"]) == (number, "t" * 250)
    assert shown["body"].endswith(issues.CUT)


def test_where_nothing_can_be_written_it_says_why(company: Company) -> None:
    repository = company.repository()
    with company.github().job(repository) as client:
        with pytest.raises(Gone):
            issues.comment(client, replace(NOTICE, repository=repository), 99, now())
        with pytest.raises(Refused):
            issues.open_issue(client, replace(NOTICE, repository=repository, title=" "), now())


def test_no_key_ends_the_marker() -> None:
    assert issues.marker("digest:a-->b:2026-10") == "<!-- homebot:notice:digest:a--%3Eb:2026-10 -->"


def test_what_is_too_long_is_cut_between_lines(company: Company) -> None:
    """Cut within a code span, its mentions were mentions again."""
    line = f"- {'x' * 70}, because: `please @bob look`\n"
    notice = replace(NOTICE, repository=company.repository(), body=line * 800)
    opened(company, notice, now())
    [shown] = company.carol.issues(notice.repository)
    said = shown["body"].removesuffix(issues.CUT)
    assert said != shown["body"]
    assert all(one == line.rstrip() for one in said.splitlines()[1:])
