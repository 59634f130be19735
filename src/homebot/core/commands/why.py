"""Shows the newest evaluation in full: recognition, findings, approvals, the reviewers' trail, the configuration.

It says what was decided, from which commit, and every reason; nothing is evaluated anew."""

from collections.abc import Sequence

from homebot.core.bar_raisers import lines as bar_raisers
from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.decision import (
    Candidate,
    CheckStatus,
    Conclusion,
    Decision,
    Judgement,
    Need,
    ServiceStanding,
)
from homebot.core.facts import Snapshot
from homebot.core.findings import Finding
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, cut, series
from homebot.core.render.ownership import notes, path_owner_lines
from homebot.core.render.proposal import lines as proposal_lines
from homebot.core.render.teams import team_notes
from homebot.core.render.way_out import no_answer
from homebot.core.render.whom import owners_of, paths_of
from homebot.core.reviewers.trail import share
from homebot.core.waits import Hold

USAGE = "/homebot why"
WHO_MAY: tuple[Role, ...] = ("anyone",)
WHERE: Where = "pull request"
EXAMPLES = ("/homebot why",)

LIMIT = 60_000
"""Characters of a reply; GitHub takes 65,536 with the marker and the quoted command."""
CAPS = (100, 20, 3)
"""How many items of a list are shown; the first number whose reply fits counts."""


def apply(call: Call, world: World) -> Answer:
    """Answers with the evaluation in full."""
    if world.snapshot is None or world.decision is None:
        return refuse("homebot has not evaluated this pull request yet. `/homebot recheck` asks it to.")
    if world.decision.silent:
        return Answer(
            f"No service of the catalogue lives in {code(world.repository)}, so homebot stays silent here."
            " A service with this `repository:` in `services.yaml` changes that."
        )
    texts = [_text(world.snapshot, world.decision, cap) for cap in CAPS]
    return Answer(next((text for text in texts if len(text) <= LIMIT), _shortened(texts[-1])))


def _shortened(text: str) -> str:
    """Whole lines only: half a code span would set free what stands in it."""
    return text[:LIMIT].rpartition("\n")[0] + "\n\n… and more than fits a comment; `homebot replay` shows it all."


def _text(snapshot: Snapshot, decision: Decision, cap: int) -> str:
    known = decision.recognition
    parts = [
        f"**Evaluated:** commit {code(snapshot.conversation.head_oid[:7])}, read at {snapshot.at:%Y-%m-%d %H:%M} UTC.",
        f"**Recognition: {known.result}.** {plain(known.because)}",
        _list([_standing(one) for one in known.standings], cap, "services"),
        _list([f"{code(path, 200)} has no service" for path in known.unowned_paths], cap, "paths without a service"),
        _list(_ownership(snapshot), cap, "lines on ownership"),
        f"**Standards: {_stands(decision.standards_status, decision.standards_conclusion)}.**"
        + ("" if decision.judgements else " Nothing was judged."),
        "\n".join(_judgement(one, cap) for one in decision.judgements),
        f"**Review: {_stands(decision.review_status, decision.review_conclusion)}.**"
        + ("" if decision.needs else " No approval is asked by homebot."),
        _list([*(line for need in decision.needs for line in _need(need)), *map(_hold, snapshot.holds)], cap, "lines"),
        _list(bar_raisers.lines(snapshot, decision), cap, "lines on bar raisers"),
        "**How the reviewers were found:**" if decision.choice.trail else "",
        _list([_candidate(one) for one in _by_name(decision.choice.trail)], cap, "people"),
        _list(team_notes(snapshot, cap), cap, "teams"),
        _list([plain(text) for text in _remarks(decision)], cap, "warnings"),
        _list(no_answer(decision), cap, "services"),
        f"**Whose turn:** {decision.turn.party}"
        + (f" ({series([code(person) for person in decision.turn.people])})" if decision.turn.people else "")
        + f", since {decision.turn.since:%Y-%m-%d %H:%M} UTC: {plain(decision.turn.because)}",
        _waits(decision),
        f"Configuration {code(decision.configuration)}, homebot {code(decision.version)}.",
    ]
    return "\n\n".join(part for part in parts if part)


def _remarks(decision: Decision) -> tuple[str, ...]:
    return (*decision.choice.notes, *decision.choice.warnings, *decision.choice.stuck)


def _ownership(snapshot: Snapshot) -> list[str]:
    """Whom ownership files name for the touched paths, where they disagree with the catalogue or are wrong, and what an
    edit of them would change elsewhere."""
    named = path_owner_lines(snapshot.path_owners)
    return [*named, *notes(snapshot.catalogue, 50), *proposal_lines(snapshot.proposal)]


def _waits(decision: Decision) -> str:
    if decision.answer_by is None:
        return ""
    return f"**A first answer is due** by {decision.answer_by:%Y-%m-%d %H:%M} UTC."


def _stands(status: CheckStatus, conclusion: Conclusion | None) -> str:
    return (conclusion or status).replace("_", " ")


def _list(lines: list[str], cap: int, name: str) -> str:
    return bullets(cut(lines, cap, str, f"{name}."))


def _standing(one: ServiceStanding) -> str:
    relation = "home" if one.home else "away"
    return (
        f"{code(one.service)} of {code(one.team)}: {relation}, {count(len(one.paths), 'path')},"
        f" mode {one.mode}, profile {code(one.profile)}"
    )


def _judgement(one: Judgement, cap: int) -> str:
    word = "waiting" if one.waiting and one.outcome == "not-applicable" else one.outcome
    first = (
        f"- {code(one.standard)} of {code(one.service)}: **{word}**"
        f" ({one.strength}, {'blocks' if one.blocks else 'does not block'}). {plain(one.summary)}"
    )
    findings = cut(one.findings, cap, _finding, "findings.")
    return "\n".join([first, *(f"  - {finding}" for finding in findings)])


def _finding(one: Finding) -> str:
    line = f":{one.line}" if one.line is not None else ""
    place = f"{code(f'{one.path}{line}', 200)}: " if one.path is not None else ""
    return f"{place}{plain(one.message)}" + (f" *{plain(one.fix)}*" if one.fix else "")


def _need(need: Need) -> list[str]:
    given = series([code(login) for login in need.approved_by]) or "nobody"
    named = "" if need.source is None else f", by {need.source}: {owners_of(need)}"
    lines = [
        f"{code(need.service)} needs {count(need.approvals, 'approval')} {_of_whom(need)}:"
        f" approved by {given}, {need.missing} missing{named}"
    ]
    if need.stand_ins:
        lines.append(f"in place of {code(need.team)} count too: {series([code(login) for login in need.stand_ins])}")
    lines += [f"{code(login)} asked for changes" for login in need.objected_by]
    lines += [f"the approval of {code(login)} no longer counts: {plain(why)}" for login, why in need.fallen]
    return lines + [plain(note) for note in need.notes]


def _of_whom(need: Need) -> str:
    return f"of {code(need.team)}" if need.source is None else f"of an owner of {paths_of(need)}"


def _hold(one: Hold) -> str:
    return f"{code(one.by)} asked to wait: {plain(one.because or 'no reason given')}"


def _by_name(trail: Sequence[Candidate]) -> list[Candidate]:
    """Who is asked, then the others, each in the order of their names: nobody is ranked by what they know or have to
    do."""
    return sorted(trail, key=lambda one: (not one.chosen, one.login))


def _candidate(one: Candidate) -> str:
    services = series([code(service) for service in one.services])
    covers = f", could cover {services}" if services else ""
    knows = f", knows {share(one.knowledge)} of the touched lines" if one.knowledge else ""
    why = f" ({plain(one.because)})" if one.because and one.because != one.reason else ""
    return f"{code(one.login)}: {'chosen' if one.chosen else 'not chosen'}{covers}{knows}: {plain(one.reason)}{why}"
