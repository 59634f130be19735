"""Where a pull request stands, in the terms that the comment and the titles of both checks are written in."""

from dataclasses import dataclass
from typing import Literal

from homebot.core.decision import Decision, Judgement, Need
from homebot.core.facts import Snapshot
from homebot.core.last_requests import asked_by_us
from homebot.core.render.escape import code, mention
from homebot.core.render.levels import counts
from homebot.core.render.markdown import series

Stage = Literal[
    "unreadable", "merged", "closed", "unowned", "draft", "held", "author", "reviewer", "bar raiser", "waiting", "ready"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situation:
    """`mend` are judgements that fail and count (in any mode), `blocking` those that turn a check red. `open_needs`
    still miss something. `called` are the people whose answer homebot waits for and who may be mentioned."""

    stage: Stage
    login: str
    mend: tuple[Judgement, ...]
    blocking: tuple[Judgement, ...]
    needs: tuple[Need, ...]
    open_needs: tuple[Need, ...]
    called: frozenset[str]
    quiet: bool
    """A change at home where all is well: the less said, the better."""
    advice: tuple[Judgement, ...] = ()
    """Advice that was not taken, or could not be judged: it counts for nothing, and is no standard that holds."""
    waiting: tuple[Judgement, ...] = ()
    """What is still to come and holds `homebot: standards` up."""
    before: tuple[Judgement, ...] = ()
    """What does not hold and did not hold before the change either."""
    excused: tuple[str, ...] = ()
    """The standards that are deviated from: they do not hold, and nobody has to mend them."""
    since: str = ""
    """The day on which the turn began, in UTC."""

    @property
    def held(self) -> str:
        """What may be said of the standards where nothing is to be mended."""
        if self.before:
            return "nothing new is charged"
        held = "every standard that binds holds" if self.advice else "every standard holds"
        return f"{held} but {series(self.excused)}, which is deviated from" if self.excused else held

    @property
    def asking(self) -> tuple[Need, ...]:
        """The open needs for which anybody is asked; where every service only observes, all of them."""
        return tuple(need for need in self.open_needs if need.mode != "observe") or self.open_needs

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams whose approval is still missing; where only owners of paths are to approve, those as the files name
        them."""
        of_teams = [need.team for need in self.asking if need.source is None]
        return tuple(dict.fromkeys(of_teams or [owner for need in self.asking for owner in need.owners]))

    @property
    def asks_owners(self) -> bool:
        """Whether owners of paths are still to approve, who may be of any team."""
        return any(need.source is not None for need in self.asking)

    @property
    def stand_ins(self) -> frozenset[str]:
        """Who may approve in the place of teams that cannot."""
        return frozenset(login for need in self.asking for login in need.stand_ins)

    @property
    def objectors(self) -> tuple[str, ...]:
        """The people who asked for changes and have not approved since."""
        return tuple(sorted({login for need in self.asking for login in need.objected_by}))

    @property
    def author(self) -> str:
        """The author's name, notifying nobody."""
        return code(self.login)

    def person(self, login: str) -> str:
        """The person's name: a mention for who is asked to act, else a code span, which notifies nobody."""
        return mention(login) if login in self.called else code(login)


def situation(snapshot: Snapshot, decision: Decision) -> Situation:
    """Where the pull request stands."""
    mend, advice = _not_held(decision)
    return Situation(
        stage=_stage(snapshot, decision),
        login=snapshot.conversation.author,
        mend=mend,
        blocking=tuple(one for one in mend if one.blocks),
        needs=decision.needs,
        open_needs=tuple(need for need in decision.needs if not need.met),
        called=_called(snapshot, decision),
        quiet=decision.recognition.result == "home" and not mend,
        excused=tuple(dict.fromkeys(one.standard for one in decision.judgements if one.outcome == "deviated")),
        advice=advice,
        waiting=tuple(one for one in decision.judgements if one.holds_up),
        before=_before(decision),
        since=f"{decision.turn.since:%Y-%m-%d}",
    )


def _not_held(decision: Decision) -> tuple[tuple[Judgement, ...], tuple[Judgement, ...]]:
    """What does not hold or was not judged, by standard: what counts, and advice."""
    found = sorted((one for one in decision.judgements if one.outcome in ("fail", "error")), key=_name)
    return tuple(one for one in found if counts(one)), tuple(one for one in found if not counts(one))


def _before(decision: Decision) -> tuple[Judgement, ...]:
    old = (one for one in decision.judgements if one.outcome == "pre-existing" and one.strength != "advice")
    return tuple(sorted(old, key=_name))


def _name(judgement: Judgement) -> str:
    return judgement.standard


def asks_people(decision: Decision) -> bool:
    """Whether homebot may ask anybody: where every service only observes, it reports and asks nobody (SPEC 2)."""
    modes = (*(need.mode for need in decision.needs), *(one.mode for one in decision.key_decisions))
    return any(mode != "observe" for mode in modes)


def _stage(snapshot: Snapshot, decision: Decision) -> Stage:
    talk = snapshot.conversation
    if talk.state != "open":
        return talk.state
    if snapshot.change.unreadable is not None:
        return "unreadable"
    if not decision.recognition.standings and not _blocked(decision):
        return "unowned"
    if talk.draft:
        return "draft"
    if snapshot.holds:
        return "held"
    if decision.turn.party == "author":
        return "author"
    if decision.turn.party in ("reviewer", "bar raiser"):
        return decision.turn.party
    return "waiting" if decision.standards_status == "in_progress" else "ready"


def _blocked(decision: Decision) -> bool:
    return any(one.blocks for one in decision.judgements)


def _called(snapshot: Snapshot, decision: Decision) -> frozenset[str]:
    """People newly asked, and those homebot asked before who have not answered yet.

    The second part keeps the text of a comment equal while nothing happens: a mention that stays notifies nobody again.
    """
    if snapshot.conversation.draft or snapshot.conversation.state != "open" or not asks_people(decision):
        return frozenset()
    kept = set(decision.choice.keep) & _waited_for(snapshot)
    return frozenset({*decision.choice.request, *decision.choice.call_on, *kept})


def _waited_for(snapshot: Snapshot) -> set[str]:
    """The people whom homebot asked, and nobody else since, and who have not reviewed since."""
    asked = asked_by_us(snapshot.conversation)
    reviews = snapshot.conversation.reviews
    return asked.keys() - {one.author for one in reviews if one.submitted_at >= asked.get(one.author, one.submitted_at)}
