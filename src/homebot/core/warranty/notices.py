"""What is made known on the issue of a claim: who is asked to take it up, that nobody did, and how it ended."""

from homebot.core.directory import Directory
from homebot.core.notices import Notice, comment_at
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention, plain
from homebot.core.render.markdown import paragraphs, series
from homebot.core.warranty.words import moment


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the claim, which is in it already, makes known. A command has its own answer; what it
    did elsewhere is said on the claim's issue, too."""
    issue = record.fact("issue") or record.place
    match entry.act:
        case "claimed":
            return comment(issue, entry, _claimed(record))
        case "late":
            return comment(issue, entry, _late(record, directory))
        case "resolved" if dict(entry.said).get("how") == "closed":
            return comment(issue, entry, _closed(record))
        case "acknowledged" if dict(entry.said).get("how") == "assigned":
            words = f"🔧 {record.name} is acknowledged: {code(entry.by)} of {code(record.team)} took this issue."
            return comment(issue, entry, words)
        case "acknowledged" | "resolved" | "refused" if entry.place != issue:
            words = f"{record.name} is {record.state}: {code(entry.by)} says {plain(entry.because)}."
            return comment(issue, entry, words)
        case _:
            return ()


def comment(place: str, entry: Entry, body: str) -> tuple[Notice, ...]:
    """A comment on an issue or pull request (`owner/name#7`), once for an entry."""
    return comment_at(place, f"{entry.key}:told", body)


def newly(record: Record) -> tuple[str, ...]:
    """Those whom the decision's newest entry asks and no earlier one did."""
    before = {login for entry in record.entries[:-1] for login in entry.people}
    return tuple(login for login in record.people if login not in before)


def _asked(record: Record) -> str:
    return series([mention(login) for login in newly(record)])


def _claimed(record: Record) -> str:
    asked, agreement = _asked(record), f"A{record.scope.of}"
    told = f" ({plain(record.fact('headline'))})" if record.fact("headline") else ""
    first = f"🔧 **{record.name}: a claim on the warranty of {agreement}**{told}, for {code(record.team)}."
    to_do = _acknowledge(record, asked)
    ends = (
        "It is resolved when this issue is closed, or when the Home Team says"
        f' `/homebot warranty {record.name} resolved because="..."`. While it is open the warranty goes on, up to twice'
        " its length."
    )
    return paragraphs(first, to_do, ends)


def _acknowledge(record: Record, asked: str) -> str:
    who = f"{asked}: please say" if asked else f"Nobody else of {code(record.team)} is asked. Somebody says"
    until = f" by {moment(record.due)}" if record.due is not None else ""
    return f'{who}{until} that you look into it: `/homebot warranty {record.name} because="..."`.'


def _late(record: Record, directory: Directory) -> str:
    first = f"⏰ **{record.name} was not acknowledged in time** by {code(record.team)}."
    asked = newly(record)
    before = series([code(login) for login in record.people if login not in asked])
    waited = f"Asked before: {before}." if before else ""
    return paragraphs(first, waited, _to_do(record, asked, directory))


def _to_do(record: Record, asked: tuple[str, ...], directory: Directory) -> str:
    """The team's own can take it up; who stands above them can only see to it."""
    if not asked:
        return ""
    team, who = directory.teams.get(record.team), series([mention(login) for login in asked])
    form = f'`/homebot warranty {record.name} because="..."`'
    if team is not None and set(asked) <= {*team.members, *team.owners}:
        return f"{who}: please take it up: {form}."
    return f"{who}: please see to it that somebody of {code(record.team)} takes it up: {form}."


def _closed(record: Record) -> str:
    return (
        f"✅ {record.name} is resolved: its issue was closed. Reopened while the warranty of A{record.scope.of} runs,"
        " it becomes a claim again."
    )
