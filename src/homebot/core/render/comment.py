"""The one comment on a pull request. Equal facts give equal text: no time of day, no counter, nothing of chance."""

from homebot.core.decision import Decision, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.register.lines import lines as of_register
from homebot.core.render.complexity import complexity
from homebot.core.render.escape import code, plain
from homebot.core.render.headline import headline
from homebot.core.render.markdown import bullets, count, cut, paragraphs, series
from homebot.core.render.next_step import next_step
from homebot.core.render.ownership import notes
from homebot.core.render.proposal import proposal
from homebot.core.render.review import review
from homebot.core.render.situation import Situation, situation
from homebot.core.render.standards import Caps, standards
from homebot.core.render.teams import team_notes

MARKER = "<!-- homebot:pull -->"
LIMIT = 60_000
"""Bytes of UTF-8, so that GitHub's limit of 65,536 characters is kept however they are counted."""

SIZES = (Caps(), Caps(10, 5, 5, 10, 5), Caps(5, 2, 3, 5, 3), Caps(1, 1, 1, 1, 1))


def comment(snapshot: Snapshot, decision: Decision, directory: Directory) -> str:
    """The comment in Markdown, its hidden marker first. Over `LIMIT`, its lists are cut shorter until it fits."""
    bodies = (_comment(snapshot, decision, directory, caps) for caps in SIZES)
    return next((body for body in bodies if len(body.encode()) <= LIMIT), _shortest(snapshot, decision))


def _comment(snapshot: Snapshot, decision: Decision, directory: Directory, caps: Caps) -> str:
    now = situation(snapshot, decision)
    more = f"[The checks]({checks_path(snapshot)}) show all that GitHub has room for."
    parts = [headline(snapshot, decision, now), _standing(decision, now, caps)]
    if now.stage not in ("closed", "unreadable"):
        parts += [
            standards(decision, caps, more),
            proposal(snapshot, caps.findings, caps.services, more),
            "" if now.quiet else complexity(snapshot, decision, caps.functions, more),
            review(decision, now, caps.people, more),
        ]
        parts += [_exceptions(snapshot, decision), _unowned(snapshot, decision, caps), _notes(snapshot, decision, caps)]
    parts += [f"**What happens next:** {next_step(decision, directory, now)}", _footer(snapshot, decision)]
    return f"{MARKER}\n{paragraphs(*parts)}\n"


def _shortest(snapshot: Snapshot, decision: Decision) -> str:
    now = situation(snapshot, decision)
    link = f"There is more to say than fits here: see [the checks]({checks_path(snapshot)})."
    return f"{MARKER}\n{paragraphs(headline(snapshot, decision, now), link, _footer(snapshot, decision))}\n"


def checks_path(snapshot: Snapshot) -> str:
    """The page of a pull request's checks, on whichever host the comment is read."""
    return f"/{snapshot.pull.repository}/pull/{snapshot.pull.number}/checks"


def _standing(decision: Decision, now: Situation, caps: Caps) -> str:
    """Who is whose guest, in one sentence, and why homebot thinks so."""
    known = decision.recognition
    if known.result in ("home", "unowned"):
        return ""
    away = _owners([one for one in known.standings if not one.home], caps)
    if known.result == "mixed":
        home = _owners([one for one in known.standings if one.home], caps)
        first = f"🏠 {now.author} is at home in {home} and 🚌 on an away team in {away}."
    elif known.away_team:
        first = f"🚌 {now.author} of {code(known.away_team)} is on an away team in {away}."
    else:
        kind = "a bot" if known.result == "bot" else "in no team of the catalogue"
        first = f"🚌 {now.author} is {kind}; this is treated like away work in {away}."
    return first if len(known.author_teams) < 2 else f"{first} ({plain(known.because)})"


def _owners(standings: list[ServiceStanding], caps: Caps) -> str:
    names = [f"{code(one.service)} ({code(one.team)})" for one in standings]
    return series(names, max(2, caps.services // 4))


def _exceptions(snapshot: Snapshot, decision: Decision) -> str:
    lines = [f"⏸️ {code(hold.by)} asked to wait: {plain(hold.because or 'no reason given')}" for hold in snapshot.holds]
    lines += [
        f"{code(one.standard)} of {code(one.service)}: {one.outcome} — {plain(one.summary)}"
        for one in decision.judgements
        if one.outcome in ("decision-needed", "pre-existing")
    ]
    lines += of_register(snapshot, decision)
    shown = cut(lines, 20, str, "exceptions.")
    return f"#### Exceptions\n\n{bullets(shown)}" if lines else ""


def _unowned(snapshot: Snapshot, decision: Decision, caps: Caps) -> str:
    of_all = snapshot.proposal is not None and snapshot.proposal.everywhere
    paths = () if of_all and not decision.recognition.standings else decision.recognition.unowned_paths
    if not paths:
        return ""
    lines = cut(paths, caps.paths, lambda path: code(path, 200), "paths.")
    them = "it" if len(paths) == 1 else "them"
    how = f"To give {them} an owner, add a pattern that covers {them} to a service's `paths:` in `services.yaml`."
    return f"#### {count(len(paths), 'path')} that no service covers\n\n{bullets(lines)}\n\n{how}"


def _notes(snapshot: Snapshot, decision: Decision, caps: Caps) -> str:
    """What homebot could not see or judge, and what to do about it."""
    lines = [*_untold_errors(snapshot, decision, caps), *notes(snapshot.catalogue, caps.people)]
    if snapshot.change.renames_cut:
        lines.append("So many files came and went that only exact renames were looked for.")
    if snapshot.conversation.cut:
        cut_lists = series([code(name) for name in snapshot.conversation.cut])
        lines.append(f"Only the newest part of this long conversation was read: {cut_lists}.")
    lines += team_notes(snapshot, caps.people)
    return f"#### Notes\n\n{bullets(lines)}" if lines else ""


def _untold_errors(snapshot: Snapshot, decision: Decision, caps: Caps) -> list[str]:
    """Files that could not be analysed and that no standard speaks of."""
    told = {finding.path for one in decision.judgements for finding in one.findings if finding.error}
    return cut(
        [error for error in snapshot.change.errors if error.path not in told],
        caps.paths,
        lambda error: f"{code(error.path, 200)} could not be analysed: {plain(error.reason)}",
        "files could not be analysed.",
    )


def _footer(snapshot: Snapshot, decision: Decision) -> str:
    head = code(snapshot.conversation.head_oid[:7])
    return (
        f"<sub>As of {head} under configuration {code(decision.configuration[:8])} · "
        "`/homebot why` explains every line, `/homebot help` lists what you can ask.</sub>"
    )
