"""The verdict: standards with their strength and mode, approvals and the two checks."""

from homebot.core import reviewers
from homebot.core.agreements import needed
from homebot.core.agreements.pins import settings_of
from homebot.core.bar_raisers.effect import key_decisions, look_again
from homebot.core.bar_raisers.requests import with_bar_raisers
from homebot.core.decision import (
    CheckStatus,
    Conclusion,
    Decision,
    Judgement,
    KeyDecision,
    Need,
    Recognition,
)
from homebot.core.deviations.effect import excused
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import Snapshot
from homebot.core.findings import Finding, Outcome, Report
from homebot.core.needs import needs
from homebot.core.ownership_edit import judged
from homebot.core.providers import providers
from homebot.core.recognise import recognise
from homebot.core.silence import Silence, answer_by, look_again_at, moved_on, sooner
from homebot.core.standards import STANDARDS, options_of
from homebot.core.standards_view import View, view
from homebot.core.turn import move, turn


def decide(snapshot: Snapshot, directory: Directory, version: str) -> Decision:
    """Everything that follows from a snapshot under a catalogue; the same facts give the same decision."""
    recognition = recognise(snapshot, directory)
    judgements = excused(judge(snapshot, directory, recognition), snapshot, directory, recognition)
    raised = key_decisions(snapshot, directory, recognition, judgements)
    unagreed = needed.unagreed(snapshot, directory, recognition, raised)
    required = needs(snapshot, directory, recognition)
    awaited = needed.awaited(unagreed, directory, recognition)
    of = move(snapshot, judgements, required, raised, awaited)
    silence = Silence(snapshot, directory, required, of.since if of.mover == "reviewer" else None)
    choice = moved_on(reviewers.choose(snapshot, directory, recognition, required, silence), silence)
    choice = with_bar_raisers(choice, raised, snapshot)
    standards_status, standards_conclusion = _standards_check(snapshot, directory, recognition, judgements)
    status, conclusion = _review_check(snapshot, recognition, required, raised, awaited)
    return Decision(
        recognition=recognition,
        judgements=judgements,
        needs=required,
        choice=choice,
        turn=turn(snapshot, required, choice, of, raised),
        standards_conclusion=standards_conclusion,
        review_status=status,
        review_conclusion=conclusion,
        configuration=directory.digest,
        version=version,
        standards_status=standards_status,
        answer_by=answer_by(choice, silence),
        look_again_at=sooner(look_again_at(choice, silence), look_again(raised, snapshot)),
        key_decisions=raised,
        unagreed=unagreed,
    )


def judge(snapshot: Snapshot, directory: Directory, recognition: Recognition) -> tuple[Judgement, ...]:
    """Each standard of each touched service's profile, applied to the part of the change it covers; then what an edit
    of ownership files brings in."""
    judgements = []
    provided = providers(directory) if snapshot.change.dependencies is not None else {}
    for standing in recognition.standings:
        away = not standing.home and recognition.result != "bot"
        part = view(snapshot, frozenset(standing.paths), away, standing.service, provided)
        for setting in settings_of(snapshot, directory, recognition, standing):
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
    return (*judgements, *judged(snapshot.proposal, directory, snapshot.pull.repository))


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
    charged = [finding for finding in report.findings if finding.charged]
    if not report.applicable or (report.waiting and not charged):
        return "not-applicable"
    if charged:
        return "error" if all(finding.error for finding in charged) else "fail"
    return _uncharged(report.findings)


def _uncharged(findings: tuple[Finding, ...]) -> Outcome:
    """Of findings that nobody has to mend."""
    if any(finding.decided_by for finding in findings):
        return "decision-needed"
    return "pre-existing" if findings else "pass"


def _standards_check(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, judgements: tuple[Judgement, ...]
) -> tuple[CheckStatus, Conclusion | None]:
    """Red for what is to be mended, in progress for what is still to come (SPEC 7 has it so for the other check)."""
    if snapshot.change.unreadable is not None:
        return "completed", _unread(snapshot, directory)
    if any(judgement.blocks for judgement in judgements):
        return "completed", "failure"
    if not _enforced(recognition):
        return "completed", "neutral"
    if any(judgement.holds_up for judgement in judgements):
        return ("in_progress", None) if snapshot.conversation.state == "open" else ("completed", "neutral")
    # What is deviated from is let through, and is never said to hold.
    return "completed", "neutral" if any(judgement.excused for judgement in judgements) else "success"


def _unread(snapshot: Snapshot, directory: Directory) -> Conclusion:
    """Nothing is known of what it touches: every service of the repository may be concerned."""
    services = directory.services_of_repository(snapshot.pull.repository)
    return "failure" if any(service.mode == "enforce" for service in services) else "neutral"


def _review_check(
    snapshot: Snapshot,
    recognition: Recognition,
    required: tuple[Need, ...],
    raised: tuple[KeyDecision, ...],
    awaited: tuple[str, ...],
) -> tuple[CheckStatus, Conclusion | None]:
    """In progress, not failed, while it waits; an objection is waiting too, for the author, and a bar raiser's word.
    `awaited` are services without an agreement that is required."""
    state = snapshot.conversation.state
    if not _enforced(recognition):
        return "completed", "neutral"
    binding = [need.met for need in required if need.mode == "enforce"]
    met = all([*binding, not awaited, *(one.met for one in raised if one.mode == "enforce")])
    if state != "open":
        return "completed", "success" if met else "neutral"
    if met and not snapshot.holds:
        return "completed", "success"
    return "in_progress", None


def _enforced(recognition: Recognition) -> bool:
    return any(standing.mode == "enforce" for standing in recognition.standings)
