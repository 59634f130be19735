"""What a pull request's comment shows of bar raisers' decisions: kind, door, who, the tests passed, until when, and
what was answered."""

from collections.abc import Iterator

from homebot.core.bar_raisers.reasons import own_records
from homebot.core.decision import Decision, KeyDecision
from homebot.core.facts import Snapshot
from homebot.core.register.record import Record
from homebot.core.register.table import ANSWERS
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series

MOST_REASONS = 3
_LONGEST = 240


def lines(snapshot: Snapshot, decision: Decision) -> list[str]:
    """A line for each decision, and further ones on how it may go on; in Markdown, escaped."""
    known = own_records(snapshot)
    found: list[str] = []
    for one in decision.key_decisions:
        record = known.get(one.kind)
        found.append(f"⚖️ {_what(one)}: {_state(one, record, snapshot)}{_because(one)}")
        found += [*(_further(one, record) if record is not None else ()), *_wordless(one)]
    return found


def _what(one: KeyDecision) -> str:
    name = f" ({code(one.name)})" if one.number else ""
    return f"{code(one.kind)} decision{name}, a {'one-way' if one.one_way else 'two-way'} door"


def _because(one: KeyDecision) -> str:
    shown = [plain(text, _LONGEST) for text in one.because[:MOST_REASONS]]
    left = len(one.because) - MOST_REASONS
    more = f"; {left} more" if left > 0 else ""
    return f" Why: {'; '.join(shown)}{more}." if shown else ""


def _state(one: KeyDecision, record: Record | None, snapshot: Snapshot) -> str:
    match one.state:
        case "asked":
            return _asked(one)
        case "unanswered":
            return _unanswered(one)
        case "for" | "against" | "committed":
            return _answered(one, record)
        case "left-open":
            return "merged before anybody had answered."
        case _:
            return f"an independent bar raiser is to decide; {_nobody_yet(one, snapshot)}."


def _nobody_yet(one: KeyDecision, snapshot: Snapshot) -> str:
    if one.mode == "observe":
        return "its services only observe, so that nobody is asked"
    return "nobody is asked for a draft" if snapshot.conversation.draft else "nobody is asked yet"


def _asked(one: KeyDecision) -> str:
    until = f" until {one.due:%Y-%m-%d %H:%M} UTC" if one.due is not None else ""
    return f"{series([code(login) for login in one.people])} is asked{until} ({_passed(one)})."


def _passed(one: KeyDecision) -> str:
    return f"tests passed: {'; '.join(plain(test) for test in one.passed)}" if one.passed else "no test was noted"


def _unanswered(one: KeyDecision) -> str:
    if one.override:
        return f"nobody answered, and nobody is left to ask. {code(one.override)} goes on without."
    if one.met:
        return "nobody is left to ask; a two-way door, so that it blocks no longer."
    called = series([code(login) for login in one.called])
    answer = f" It waits; {called} answer for that." if called else " It waits."
    return f"nobody is left to ask.{answer}"


_WORDS = {"for": "recommends it", "against": "recommends against it", "committed": "disagrees and commits"}


def _answered(one: KeyDecision, record: Record | None) -> str:
    last = record.last(*ANSWERS) if record else None
    said = f": {plain(last.because, _LONGEST)}" if last is not None and last.because else ""
    stands = f" {code(one.override)} goes against that." if one.state == "against" and one.override else ""
    return f"{code(one.by)} {_WORDS[one.state]}{said} ({_passed(one)}).{stands}"


def _further(one: KeyDecision, record: Record) -> Iterator[str]:
    """What became of it before, and what is proposed."""
    name, fell = code(one.name), record.last("fallen", *ANSWERS)
    if fell is not None and fell.act == "fallen":
        yield f"{name}: the answer of {code(record.fact('answered-by'))} fell: {plain(fell.because)}."
    if one.waits and record.fact("passed-over"):
        yield f"{name}: not asked: {'; '.join(map(plain, record.fact('passed-over').splitlines()))}."
    if one.one_way and record.fact("lowering-by"):
        yield _lowering(one, record)
    if not one.one_way and record.last("door-lowered") is not None:
        yield (
            f"{name}: its door was lowered; the way back: {plain(record.fact('rollback'), _LONGEST)};"
            f" to be looked at again on {code(record.fact('revisit'))}."
        )


def _lowering(one: KeyDecision, record: Record) -> str:
    other = "a home owner" if record.fact("lowering-as") == "bar raiser" else "an independent bar raiser of the kind"
    return (
        f"{code(one.name)}: {code(record.fact('lowering-by'))} proposes a two-way door; the way back:"
        f" {plain(record.fact('rollback'), _LONGEST)}; to be looked at again on {code(record.fact('revisit'))}."
        f" It is, once {other} agrees: {code(f'/homebot raise {one.name} door=two-way')}."
    )


def _wordless(one: KeyDecision) -> Iterator[str]:
    for login in one.wordless:
        how = code(f'/homebot recommend {one.name} for|against because="..."')
        yield f"{code(one.name)}: {code(login)} reviewed without a word; a sentence makes it an answer, or {how}."
