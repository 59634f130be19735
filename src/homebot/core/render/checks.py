"""The two check runs: `homebot: standards` for the author, `homebot: review` for the reviewers."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace

from homebot.core.bar_raisers import lines as bar_raisers
from homebot.core.decision import CheckStatus, Conclusion, Decision, Judgement
from homebot.core.effects import WantCheck
from homebot.core.facts import Snapshot
from homebot.core.findings import Finding, Level
from homebot.core.render.comment import LIMIT, SIZES
from homebot.core.render.complexity import complexity
from homebot.core.render.escape import visible
from homebot.core.render.headline import headline
from homebot.core.render.levels import level
from homebot.core.render.markdown import bullets, count, paragraphs
from homebot.core.render.proposal import proposal
from homebot.core.render.review import review
from homebot.core.render.situation import Situation, situation
from homebot.core.render.standards import Caps, standards
from homebot.core.render.titles import review_title, standards_title

STANDARDS = "homebot: standards"
REVIEW = "homebot: review"
MAX_ANNOTATIONS = 200
"""Four of GitHub's batches of fifty: nobody reads more, and each batch is a call."""
SUMMARY_SIZES = (Caps(50, 50, 100, 50, 50), *SIZES)
_NO_APPROVAL = "homebot asks for no approval here; GitHub's own rules stay in force."
_LEVELS: tuple[Level, ...] = ("failure", "warning", "notice")


def standards_check(snapshot: Snapshot, decision: Decision) -> WantCheck:
    """What the author must mend, with an annotation for each place that has a line."""
    now = situation(snapshot, decision)
    places = [(judgement, one) for judgement in decision.judgements for one in _with_line(judgement)]
    places.sort(key=lambda place: (_LEVELS.index(level(*place)), place[1].path or "", place[1].line or 0))
    shown = tuple(_annotation(judgement, one) for judgement, one in places[:MAX_ANNOTATIONS])
    left = len(places) - MAX_ANNOTATIONS
    over = f"{count(left, 'further place')} stand{'s' if left == 1 else ''} only in this text." if left > 0 else ""

    def write(caps: Caps) -> str:
        first = headline(snapshot, decision, _quiet(now))
        functions = complexity(snapshot, decision, caps.functions, "")
        edit = proposal(snapshot, caps.findings, caps.services, "")
        return paragraphs(first, over, standards(decision, caps, ""), edit, functions)

    status: tuple[CheckStatus, Conclusion | None] = (decision.standards_status, decision.standards_conclusion)
    title = standards_title(decision, now)
    return _check(STANDARDS, snapshot, status, title, _fitting(write), shown)


def review_check(snapshot: Snapshot, decision: Decision) -> WantCheck:
    """What reviewers must do; it is in progress, not failed, while it waits for them."""
    now = situation(snapshot, decision)
    decided = bullets(bar_raisers.lines(snapshot, decision))

    def write(caps: Caps) -> str:
        shown = review(decision, _quiet(now), caps.people, "")
        none = "" if now.stage in ("unreadable", "unowned") else _NO_APPROVAL
        return paragraphs(headline(snapshot, decision, _quiet(now)), shown or none, decided)

    status = (decision.review_status, decision.review_conclusion)
    return _check(REVIEW, snapshot, status, review_title(decision, now), _fitting(write), ())


def digest(check: WantCheck) -> str:
    """Names what a check says: the version of this form, and SHA-256 of its content as canonical JSON.

    A `+` at its end says that the run holds annotations: GitHub can add to those and not take them away, so whoever
    writes the next state makes a new run.
    """
    content = json.dumps(asdict(replace(check, digest="")), sort_keys=True, separators=(",", ":"))
    return f"v1:{hashlib.sha256(content.encode()).hexdigest()}{'+' if check.annotations else ''}"


def _check(
    name: str,
    snapshot: Snapshot,
    status: tuple[CheckStatus, Conclusion | None],
    title: str,
    summary: str,
    annotations: tuple[Finding, ...],
) -> WantCheck:
    check = WantCheck(name, snapshot.conversation.head_oid, *status, title, summary, "", annotations)
    return replace(check, digest=digest(check))


def _with_line(judgement: Judgement) -> list[Finding]:
    return [one for one in judgement.findings if one.path is not None and one.line is not None]


def _annotation(judgement: Judgement, finding: Finding) -> Finding:
    """What GitHub shows beside the line, which is plain text: the standard's name first, with nothing hidden in it."""
    message = visible(f"{judgement.standard}: {finding.message}", 2_000)
    return replace(finding, level=level(judgement, finding), message=message, fix=visible(finding.fix, 1_000))


def _fitting(write: Callable[[Caps], str]) -> str:
    """The longest form that GitHub has room for."""
    texts = (write(caps) for caps in SUMMARY_SIZES)
    return next((text for text in texts if len(text.encode()) <= LIMIT), "There is more to mend than fits here.")


def _quiet(now: Situation) -> Situation:
    """The same, calling nobody: the comment is where people are mentioned, once."""
    return replace(now, called=frozenset())
