"""Both checks of a merge group, in plain words: which pull requests it holds, and which of them holds it up."""

from dataclasses import replace

from homebot.core.decision import CheckStatus
from homebot.core.effects import Effect, WantCheck
from homebot.core.facts import Observed
from homebot.core.merge_groups import HIDDEN, Held, MergeGroup, Part, parts, verdict
from homebot.core.plan import differences
from homebot.core.render.checks import REVIEW, STANDARDS, digest
from homebot.core.render.escape import code, plain, visible
from homebot.core.render.markdown import count, cut, paragraphs, series, table

MOST_ROWS = 100
_LIMIT = 200
_SAYS = {"success": "passes", "failure": "**does not pass**", "neutral": "not held to it", None: "being evaluated"}
_PERMISSION = " Let the App read *Merge queues*."
_RETURN = (
    "A queue does not wait, so what would be in progress on a pull request is a failure here. Once both checks of the "
    "pull request itself are green, put it back into the queue."
)


def group_checks(
    group: MergeGroup, held: tuple[Held, ...], enforced: bool, gap: str = ""
) -> tuple[WantCheck, WantCheck]:
    """What both checks say at the group's commit; in progress only while an evaluation is to come. `enforced`: a
    service of the repository is in that mode. `gap` is why nobody can tell what else the group holds."""
    standards, review = parts("standards", held, enforced), parts("review", held, enforced)
    return _check(STANDARDS, group, standards, enforced, gap), _check(REVIEW, group, review, enforced, gap)


def is_concluded(observed: Observed) -> bool:
    """Whether both checks stand with a conclusion. Of a group that left the queue nothing more need be said then."""
    return {STANDARDS, REVIEW} <= _concluded(observed)


def left(checks: tuple[WantCheck, ...], observed: Observed) -> tuple[Effect, ...]:
    """What is to be written. A check that has a conclusion is not put back in progress: a queue that saw it failed has
    moved on, and one that saw it pass has merged."""
    concluded = _concluded(observed)
    wanted = tuple(check for check in checks if check.conclusion is not None or check.name not in concluded)
    return differences(wanted, observed)


def _concluded(observed: Observed) -> frozenset[str]:
    return frozenset(check.name for check in observed.checks if check.conclusion is not None)


def _check(name: str, group: MergeGroup, found: tuple[Part, ...], enforced: bool, gap: str) -> WantCheck:
    conclusion = verdict(found, enforced, gap)
    # What holds the group up comes first; within that, the order of the queue.
    shown = sorted(found, key=lambda part: (part.conclusion != "failure", part.conclusion is not None))
    rows = cut(shown, MOST_ROWS, _row, "further pull requests")
    head = ("pull request", "", "")
    text = paragraphs(
        f"This merge group for {code(group.branch)} holds {count(len(found), 'pull request')}.",
        f"{gap}.{_PERMISSION if gap.startswith(HIDDEN) else ''}" if gap else "",
        table(head, [row.split("\0") for row in rows]),
        _RETURN if conclusion == "failure" else "",
    )
    status: CheckStatus = "in_progress" if conclusion is None else "completed"
    want = WantCheck(name, group.head, status, conclusion, visible(_title(found, gap), _LIMIT), text, "")
    return replace(want, digest=digest(want))


def _row(part: Part) -> str:
    return f"{_name(part)}\0{_SAYS[part.conclusion]}\0{plain(part.why)}"


def _name(part: Part) -> str:
    return f"#{part.number}" if part.number else "one that is hidden"


def _title(found: tuple[Part, ...], gap: str) -> str:
    """Who holds the group up and why; else what is awaited; else that all is well."""
    stopping = _stopping(found)
    if stopping:
        more = f" (and {len(stopping) - 1} more)" if len(stopping) > 1 else ""
        return f"{_name(stopping[0])}: {stopping[0].why}{more}"
    if gap or not found:
        return gap or "no pull request is known that this group holds"
    if len(found) == 1:
        return f"{_name(found[0])}: {found[0].why}"
    return f"{series([_name(part) for part in found])}: nothing blocks"


def _stopping(found: tuple[Part, ...]) -> list[Part]:
    """Those that fail; without any, those that are awaited."""
    return [one for one in found if one.conclusion == "failure"] or [one for one in found if one.conclusion is None]
