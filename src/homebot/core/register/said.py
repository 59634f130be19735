"""What people must say with a decision: a reason that is one, and a day that it can have."""

from datetime import UTC, date, datetime, time, timedelta

from homebot.core.commands.parse import Call
from homebot.core.reason import LEAST_CHARACTERS, LEAST_WORDS, tells_why
from homebot.core.render.escape import code

MOST_CHARACTERS = 1_000
"""Of a reason that are kept."""
UNTIL_DAYS = 180
"""How far ahead a decision may hold."""
EVIDENCE_DAYS = 30
"""When evidence is due where nobody says otherwise."""


class Unclear(ValueError):
    """Something is missing or cannot be meant; its text is that of the refusal."""


def reason(call: Call, name: str = "because") -> str:
    """The reason as given, white space put in order, its first `MOST_CHARACTERS`.

    Raises:
        Unclear: where there is none, or a word or two that tell nobody why.
    """
    given = call.get(name)
    if given is None or not given.strip():
        raise Unclear(f'The reason is missing: say why with `{name}="..."`, in at least {LEAST_WORDS} words.')
    text = " ".join(given.split())
    if not tells_why(text):
        raise Unclear(
            f"{code(text, 60)} tells nobody why: give {code(f'{name}=')} at least {LEAST_WORDS} words"
            f" and {LEAST_CHARACTERS} characters."
        )
    return text[:MOST_CHARACTERS]


def day(call: Call, name: str, today: date, at_most_days: int) -> datetime:
    """The end, in UTC, of the day given as `name`: today or one of the next `at_most_days`.

    Raises:
        Unclear: where there is none, it is no date, past, or too far ahead.
    """
    given, last = call.get(name), today + timedelta(days=at_most_days)
    if given is None:
        raise Unclear(
            f"The day is missing: say `{name}=` and a date such as `{last}`, at most {at_most_days} days ahead."
        )
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise Unclear(f"{code(given, 40)} is no date; write {code(f'{name}=')} as in `{name}={last}`.") from None
    if found < today:
        raise Unclear(f"`{name}={found}` is past: today is {today} (UTC). Name a day from today to {last}.")
    if found > last:
        raise Unclear(f"`{name}={found}` is more than {at_most_days} days ahead. Name a day up to {last}.")
    return end_of(found)


def end_of(found: date) -> datetime:
    """The last second of a day in UTC."""
    return datetime.combine(found, time(23, 59, 59), UTC)
