"""What is made known of a warranty on the agreement's own issue, and to managers when it took twice its length."""

from homebot.core.directory import Directory
from homebot.core.managers import nearest_managers
from homebot.core.notices import Notice
from homebot.core.register.entries import Entry
from homebot.core.register.home import home_of
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention, plain
from homebot.core.render.markdown import paragraphs, series
from homebot.core.warranty import checklist
from homebot.core.warranty.clock import clock
from homebot.core.warranty.notices import comment
from homebot.core.warranty.thanks import thanks
from homebot.core.warranty.words import whom


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the agreement, which is in it already, makes known of its warranty."""
    match entry.act:
        case "extended" if record.last("overran") is None and _first(record, "extended"):
            return comment(record.place, entry, _extended(record, entry))
        case "overran":
            return _overran(record, entry, directory)
        case "ended":
            return comment(record.place, entry, _ended(record, directory))
        case "accepted" if entry.place != record.place:
            words = (
                f"🤝 {record.name} is handed over: {code(entry.by)} accepted it. {whom(record, entry.at, directory)}"
            )
            return comment(record.place, entry, words)
        case "thanked":
            return comment(record.place, entry, thanks(record, directory))
        case _:
            return ()


def _first(record: Record, act: str) -> bool:
    return sum(one.act == act for one in record.entries) == 1


def looked_through(record: Record) -> str:
    """What the comment says besides that tells of the beginning."""
    return (
        f"At its end, or with `/homebot accept {record.name}`, the Home Team takes the work over. What is looked"
        f" through for that:\n\n{checklist.shown(record)}"
    )


def _extended(record: Record, entry: Entry) -> str:
    until = f", until {entry.due.date()} at the latest" if entry.due is not None else ""
    return f"⏳ The warranty of {record.name} goes on while {_claims(entry)} open{until}."


def _ended(record: Record, directory: Directory) -> str:
    left = checklist.unchecked(record)
    first = f"🤝 **{record.name} is handed over:** its warranty ended with no open claim."
    rest = f"Never checked: {series([code(item) for item in left], 7)}." if left else ""
    return paragraphs(f"{first} {whom(record, record.changed_at, directory)}", rest)


def _claims(entry: Entry) -> str:
    """`W7 is`, `W7 and W8 are`."""
    names = dict(entry.said).get("open-claims", "").split()
    return f"{series(names) or 'a claim'} {'are' if len(names) > 1 else 'is'}"


def _overran(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """An issue in the governance repository; without one, a comment on the agreement's own issue."""
    home = home_of(record, directory, entry.at.date())
    nearest = (nearest_managers(directory, team, frozenset()) for team in (record.team, home))
    people = dict.fromkeys(login for managers in nearest for login in managers)
    times = clock(record)
    since = f" It was live on {times.began.date()}, and the warranty ended on {times.ends.date()}." if times else ""
    asked = series([mention(login) for login in people], 10)
    body = paragraphs(
        f"⚠️ **The warranty of {record.name} took twice its length, and {_claims(entry)} still open.**{since}",
        f"{code(record.team)} made the work, {code(home)} owns the service {code(record.scope.service)}."
        f" It was agreed at {code(record.place)}{_headline(record)}",
        f"{asked}: please decide with both teams what is to become of it." if asked else "",
        "No further claim is taken. The work is handed over when the claim is ended, or when a home owner accepts it.",
    )
    if directory.governance_repository is None:
        return comment(record.place, entry, body)
    title = f"{record.name}: a warranty took twice its length"
    return (Notice(f"{entry.key}:told", directory.governance_repository, body, title=title),)


def _headline(record: Record) -> str:
    return f": {plain(record.fact('headline'))}" if record.fact("headline") else "."
