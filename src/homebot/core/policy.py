"""The verdict: standards with their strength and mode, approvals, the two checks and whose turn it is."""

from datetime import datetime

from homebot.core import reviewers
from homebot.core.decision import (
    CheckStatus,
    Conclusion,
    Decision,
    Judgement,
    Need,
    Recognition,
    ReviewChoice,
    Turn,
)
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import Snapshot
from homebot.core.findings import Finding, Outcome, Report
from homebot.core.needs import needs
from homebot.core.recognise import recognise
from homebot.core.standards import STANDARDS, options_of
from homebot.core.standards_view import View, view


def decide(snapshot: Snapshot, directory: Directory, version: str) -> Decision:
    """Everything that follows from a snapshot under a catalogue; the same facts give the same decision."""
    recognition = recognise(snapshot, directory)
    judgements = judge(snapshot, directory, recognition)
    required = needs(snapshot, directory, recognition)
    choice = reviewers.choose(snapshot, directory, recognition, required)
    standards_status, standards_conclusion = _standards_check(snapshot, directory, recognition, judgements)
    status, conclusion = _review_check(snapshot, recognition, required)
    return Decision(
        recognition=recognition,
        judgements=judgements,
        needs=required,
        choice=choice,
        turn=_turn(snapshot, judgements, required, choice),
        standards_conclusion=standards_conclusion,
        review_status=status,
        review_conclusion=conclusion,
        configuration=directory.digest,
        version=version,
        standards_status=standards_status,
    )


def judge(snapshot: Snapshot, directory: Directory, recognition: Recognition) -> tuple[Judgement, ...]:
    """Each standard of each touched service's profile, applied to the part of the change it covers."""
    judgements = []
    for standing in recognition.standings:
        part = view(snapshot, frozenset(standing.paths), away=not standing.home and recognition.result != "bot")
        for setting in directory.profiles.get(standing.profile, ()):
            report = _report(snapshot, setting, part)
            judgements.append(
                Judgement(
                    service=standing.service,
                    standard=setting.standard,
                    strength=setting.strength,
                    mode=standing.mode,
                    outcome=_outcome(report),
                    summary=report.summary,
                    findings=report.findings,
                    waiting=report.waiting,
                )
            )
    return tuple(judgements)


def _report(snapshot: Snapshot, setting: StandardSetting, part: View) -> Report:
    unreadable = snapshot.change.unreadable
    if unreadable is not None:
        return Report(True, "the change could not be read", (Finding(unreadable, "push again, or rebase", error=True),))
    try:
        report = STANDARDS[setting.standard].check(part, options_of(setting.standard, setting.options))
    except Exception as error:
        # One may be somebody else's: whatever it does, the other standards are judged and the pull request moves on.
        return _broken(setting.standard, f"{type(error).__name__}: {error}")
    return report if isinstance(report, Report) else _broken(setting.standard, "it answered no report")


def _broken(standard: str, why: str) -> Report:
    finding = Finding(f"{standard} could not judge: {why[:500]}", "tell whoever runs homebot", error=True)
    return Report(True, f"it broke down ({why[:100]})", (finding,))


def _outcome(report: Report) -> Outcome:
    """The worst of its findings; what waits and has nothing to mend is not judged yet."""
    charged = [finding for finding in report.findings if not finding.pre_existing]
    if not report.applicable or (report.waiting and not charged):
        return "not-applicable"
    if any(not finding.error for finding in charged):
        return "fail"
    return "error" if charged else "pre-existing" if report.findings else "pass"


def _standards_check(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, judgements: tuple[Judgement, ...]
) -> tuple[CheckStatus, Conclusion | None]:
    """Red for what is to be mended, in progress for what is still to come (SPEC 7 has it so for the other check)."""
    if snapshot.change.unreadable is not None:
        # Nothing is known of what it touches: every service of the repository may be concerned.
        services = directory.services_of_repository(snapshot.pull.repository)
        return "completed", "failure" if any(service.mode == "enforce" for service in services) else "neutral"
    if not _enforced(recognition):
        return "completed", "neutral"
    if any(judgement.blocks for judgement in judgements):
        return "completed", "failure"
    if any(judgement.holds_up for judgement in judgements):
        return ("in_progress", None) if snapshot.conversation.state == "open" else ("completed", "neutral")
    return "completed", "success"


def _review_check(
    snapshot: Snapshot, recognition: Recognition, required: tuple[Need, ...]
) -> tuple[CheckStatus, Conclusion | None]:
    """In progress, not failed, while it waits; an objection is waiting too, for the author."""
    state = snapshot.conversation.state
    if not _enforced(recognition):
        return "completed", "neutral"
    met = all(need.met for need in required if need.mode == "enforce")
    if state != "open":
        return "completed", "success" if met else "neutral"
    if met and not snapshot.holds:
        return "completed", "success"
    return "in_progress", None


def _enforced(recognition: Recognition) -> bool:
    return any(standing.mode == "enforce" for standing in recognition.standings)


def _turn(
    snapshot: Snapshot, judgements: tuple[Judgement, ...], required: tuple[Need, ...], choice: ReviewChoice
) -> Turn:
    """Whose move it is: the author mends first, then the reviewers decide."""
    conversation = snapshot.conversation
    since = conversation.created_at
    if conversation.state != "open":
        ended = conversation.merged_at or conversation.updated_at
        return Turn("nobody", (), "merged" if conversation.state == "merged" else "closed", ended)
    author = (conversation.author,)
    to_mend = sum(judgement.blocks for judgement in judgements)
    if snapshot.change.unreadable is not None:
        return Turn("author", author, "the change could not be read", since)
    if to_mend:
        return Turn("author", author, f"{to_mend} {'thing' if to_mend == 1 else 'things'} to mend", since)
    if conversation.draft:
        return Turn("author", author, "it is a draft", since)
    return _turn_of_review(snapshot, required, choice, since, _rest(judgements))


def _rest(judgements: tuple[Judgement, ...]) -> str:
    """Why it is nobody's turn."""
    waits = any(judgement.holds_up for judgement in judgements)
    return "something that is required is still to come" if waits else "ready"


def _turn_of_review(
    snapshot: Snapshot, required: tuple[Need, ...], choice: ReviewChoice, since: datetime, rest: str
) -> Turn:
    binding = [need for need in required if need.mode != "observe"]
    objectors = sorted({login for need in binding for login in need.objected_by})
    if objectors:
        return Turn("author", (snapshot.conversation.author,), f"{', '.join(objectors)} asked for changes", since)
    if snapshot.holds:
        holders = tuple(dict.fromkeys(hold.by for hold in snapshot.holds))
        return Turn("reviewer", holders, "the review is on hold", snapshot.holds[0].at)
    waiting = [need for need in binding if need.missing]
    return _turn_to_approve(snapshot, waiting, choice) if waiting else Turn("nobody", (), rest, since)


def _turn_to_approve(snapshot: Snapshot, waiting: list[Need], choice: ReviewChoice) -> Turn:
    able = {login for need in waiting for login in need.eligible}
    people = tuple(login for login in dict.fromkeys((*choice.keep, *choice.request)) if login in able)
    services = ", ".join(dict.fromkeys(need.service for need in waiting))
    return Turn("reviewer", people or choice.call_on, f"{services} needs an approval", _asked_at(snapshot, people))


def _asked_at(snapshot: Snapshot, people: tuple[str, ...]) -> datetime:
    asked = [e.at for e in snapshot.conversation.requests if not e.removed and e.reviewer in people]
    return max(asked, default=snapshot.at)
