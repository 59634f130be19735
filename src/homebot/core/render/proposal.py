"""What an edit of ownership files would change, as Markdown: what is wrong in it, and which pull requests change."""

from homebot.core.facts import Snapshot
from homebot.core.proposal import Affected, Difference, Proposal
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, cut, paragraphs, series, table
from homebot.core.render.ownership import fault

_WORDS = {"standards", "review"}
"""What differs in words of homebot's own; the others are names."""


def proposal(snapshot: Snapshot, faults: int, pulls: int, more: str) -> str:
    """The section; empty for a change that edits no ownership file. `faults` and `pulls` are how many are shown, `more`
    says where the rest can be read."""
    found = snapshot.proposal
    if found is None:
        return ""
    broken = cut(found.broken, faults, lambda one: f"❌ would be broken: {fault(one)}", f"like it. {more}")
    lint = cut(found.lint, faults, lambda one: f"⚠️ {fault(one)}", f"things to look at. {more}")
    notes = [plain(f"{note}.") for note in found.notes]
    return paragraphs(
        "#### What this edit would change", bullets([*broken, *lint]), _pulls(found, pulls, more), bullets(notes)
    )


def lines(found: Proposal | None) -> list[str]:
    """The same for `why`, without what the judgements say already: one line for each pull request."""
    if found is None:
        return []
    told = [f"{_pull(one)}: {'; '.join(map(_in_words, one.differences))}" for one in found.affected]
    if found.affected_more:
        told.append(f"{count(found.affected_more, 'open pull request')} more would change")
    if found.looked_at is not None and not told:
        told = [f"{count(found.looked_at, 'open pull request')} looked at, and none would change"]
    return [f"the edit of {series([code(file, 200) for file in found.files])}: {line}" for line in told]


def _pulls(found: Proposal, most: int, more: str) -> str:
    if found.looked_at is None:
        return ""
    if not found.affected:
        looked = f" ({count(found.looked_at, 'other')} looked at)" if found.looked_at else ""
        return f"No open pull request would get another verdict or other reviewers{looked}."
    rows = [row for one in found.affected[:most] for row in _rows(one)]
    left = max(0, len(found.affected) - most) + found.affected_more
    rest = f"… and {count(left, 'open pull request')} more would change. {more if len(found.affected) > most else ''}"
    return paragraphs(table(("Open pull request", "", "Now", "After the merge"), rows), rest.strip() if left else "")


def _rows(one: Affected) -> list[tuple[str, str, str, str]]:
    return [
        (
            _pull(one) if first == 0 else "",
            difference.what,
            _side(difference, difference.was),
            _side(difference, difference.would),
        )
        for first, difference in enumerate(one.differences)
    ]


def _pull(one: Affected) -> str:
    """Its address and title. No link: GitHub would note it on the other pull request at each edit of the comment."""
    return f"{code(one.pull)} {plain(one.title)}" if one.title else code(one.pull)


def _in_words(one: Difference) -> str:
    return f"{one.what}: {_side(one, one.was)} → {_side(one, one.would)}"


def _side(difference: Difference, names: tuple[str, ...]) -> str:
    if difference.what in _WORDS:
        return series(names) or "none"
    return series([code(name) for name in names], 10) or "nobody"
