"""First releases by rules alone; with real tags: tests/app/test_branch_releases.py."""

from homebot.core.credit.releasing import Seen, Unreleased, first_releases, newly_said, newly_tagged
from tests.build import NOW

PACKAGE = "pkg:pypi/client"
PART = Unreleased("acme/ledgerd#12", "ledgerd", PACKAGE, "m")
TIP = "t"


def tag(version: str, oid: str) -> Seen:
    return Seen(PACKAGE, version, f"v{version}", "tag", oid)


def found(versions: list[Seen], held: dict[str, set[str]]) -> list[tuple[str, str, str]]:
    events = first_releases([PART], {PACKAGE: versions}, held, TIP, NOW)
    return [(one.version, one.how, one.oid) for one in events]


def test_the_lowest_version_that_contains_the_merge_is_the_first() -> None:
    versions = [tag("1.0", "a"), tag("1.1", "b"), tag("2.0", "c")]
    assert found(versions, {"c": {"m"}, "b": {"m"}, TIP: {"m"}}) == [("1.1", "tag", "b")]
    assert found(versions, {"c": {"x"}, TIP: {"m"}}) == []


def test_without_any_release_the_merge_counts_once_the_branch_holds_it() -> None:
    first = Seen(PACKAGE, "1.0", "pyproject.toml", "manifest", "")
    assert found([], {TIP: {"m"}}) == [("", "merge", TIP)]
    assert found([first], {TIP: {"m"}}) == [("", "merge", TIP)]
    assert found([], {TIP: set()}) == []


def test_the_first_version_of_a_manifest_is_where_counting_begins() -> None:
    [first] = newly_said([(PACKAGE, "1.0", "a")], [], TIP)
    assert first.oid == ""
    [second] = newly_said([(PACKAGE, "1.1", "a")], [first], TIP)
    assert second.oid == TIP
    assert newly_said([(PACKAGE, "1.0", "a"), (PACKAGE, "", "b")], [first, second], "later") == ()


def test_a_moved_tag_keeps_where_it_was_seen_first() -> None:
    old = tag("1.0", "a")
    changed, moved = newly_tagged([tag("1.0", "b")], [old])
    assert changed == moved == (Seen(PACKAGE, "1.0", "v1.0", "tag", "a", moved="b"),)
    assert newly_tagged([tag("1.0", "b")], changed) == ((), moved)
    assert newly_tagged([tag("1.0", "a")], changed) == ((old,), ())


def test_a_tag_that_was_released_on_github_stays_a_release() -> None:
    published = Seen(PACKAGE, "1.0", "v1.0", "release", "a")
    assert newly_tagged([published], [tag("1.0", "a")]) == ((published,), ())
    assert newly_tagged([tag("1.0", "a")], [published]) == ((), ())
