"""What is made known of overrides: an issue in the governance repository, and what becomes of it as comments there."""

from homebot.core.directory import Directory
from homebot.core.managers import managers_above
from homebot.core.notices import Notice, comment_at
from homebot.core.overrides import terms, told
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention, plain
from homebot.core.render.markdown import bullets, paragraphs, series

MOST_NAMED = 20
"""People who are named in one issue."""


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known."""
    match entry.act:
        case "overridden" | "bypassed":
            return _opened(record, directory)
        case "came-due":
            return _asked(record, entry, directory)
        case "held" | "regretted" | "moot" | "fallen":
            return _ended(record, entry)
        case _:
            return ()


def opening(record: Record) -> str:
    """The key of the notice that opens its issue."""
    return f"{record.name}:opened"


def _opened(record: Record, directory: Directory) -> tuple[Notice, ...]:
    repository = record.fact(terms.GOVERNANCE)
    if not repository:
        return ()
    what = "merged past the rules" if told.is_bypass(record) else f"overrides {record.fact(terms.ANSWER)}"
    title = f"{record.name}: {record.scope.service} of {record.home or 'nobody'} {what}"
    return (Notice(opening(record), repository, _body(record, directory), title, labels=(terms.LABEL,)),)


def _body(record: Record, directory: Directory) -> str:
    seen_by = managers_above(directory, record.home, record.team)[:MOST_NAMED]
    lost = told.missing(record)
    why = "" if told.is_bypass(record) else f"> {plain(record.because, 1_000)}"
    facts = [
        f"Pull request: {told.link(record.scope.pull)}, {plain(record.fact('title') or 'without a title')}",
        f"Service: {told.between(record)}",
        f"Follow-up: {told.follow_up_day(record)}",
    ]
    return paragraphs(
        told.what(record),
        why,
        f"Without:\n\n{bullets(lost)}" if lost else "",
        bullets(facts),
        f"For {series([mention(login) for login in seen_by], MOST_NAMED)} to see." if seen_by else "",
        f"What became of it is said here or on the pull request: {told.how(record)}",
    )


def _asked(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """The day of its follow-up has come."""
    people = _asked_people(record, directory)
    whom = series([mention(login) for login in people], MOST_NAMED) if people else "Whoever may"
    body = f"{whom}: what became of {code(record.name)}? {told.what(record)}\n\nSay {told.how(record)}"
    key, repository = f"{record.name}:{entry.act}", record.fact(terms.GOVERNANCE)
    if repository:
        return (Notice(key, repository, body, upon=opening(record)),)
    return comment_at(record.scope.pull, key, body)


def _asked_people(record: Record, directory: Directory) -> tuple[str, ...]:
    """The bar raiser whom it went against, else all of that kind; of a merge past the rules the managers."""
    if told.is_bypass(record):
        above = managers_above(directory, record.home, record.team)
        return tuple(login for login in above if login != record.by)[:MOST_NAMED]
    of_kind = directory.bar_raisers.get(record.scope.kind, ())
    raiser = record.fact(terms.RAISER)
    if raiser in of_kind:
        return (raiser,)
    return of_kind[:MOST_NAMED] or managers_above(directory, record.home, record.team)[:MOST_NAMED]


def _ended(record: Record, entry: Entry) -> tuple[Notice, ...]:
    repository = record.fact(terms.GOVERNANCE)
    if not repository:
        return ()
    by = f" {code(entry.by)} says so." if entry.by else ""
    body = f"{code(record.name)}: {told.outcome(record)}.{by}"
    return (Notice(f"{record.name}:{entry.act}", repository, body, upon=opening(record), state="closed"),)
