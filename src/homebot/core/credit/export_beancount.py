"""The books as beancount text (https://beancount.github.io): `bean-check` takes it, and refuses it once an amount is
changed: an entry no longer sums to zero, or an account no longer has the balance that the end of the file asserts.

What a team mints is `Equity:Minted:Team-NAME`, what it earns `Assets:Earned:Team-NAME`, in whole milli-credits (MCR).
Account names of beancount hold letters, digits and hyphens: every other character of a team's name, and a capital X,
becomes `X`, its code point in hexadecimal, and `X` (`launch_x` is `launchX5fXx`), so no two teams share an account.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta

from homebot.core.credit.entries import Account, Entry, Line
from homebot.core.wording import printable

HEADER = """; The downstream-impact credit of homebot, in milli-credits (1 credit = 1000 MCR).
option "title" "Downstream-impact credit"
option "operating_currency" "MCR"
1970-01-01 commodity MCR
"""
LONGEST_TEXT = 2000
_ROOTS: dict[Account, str] = {"minted": "Equity:Minted", "earned": "Assets:Earned"}


def to_beancount(entries: Iterable[Entry]) -> Iterator[str]:
    """The file, piece by piece: a header, each entry after the opening of its accounts, and what every account has on
    the day after the last entry."""
    yield HEADER
    balances: Counter[str] = Counter()
    last = date(1970, 1, 1)
    for entry in entries:
        for line in entry.draft.lines:
            account = account_of(line.account, line.team)
            if account not in balances:
                yield f"1970-01-01 open {account} MCR\n"
            balances[account] += line.amount
        last = max(last, _day(entry))
        yield "\n" + "".join(f"{text}\n" for text in _entry(entry))
    yield "\n"
    for account, amount in sorted(balances.items()):
        yield f"{last + timedelta(days=1)} balance {account} {amount} MCR\n"


def account_of(account: Account, team: str) -> str:
    """The name of a team's account."""
    return f"{_ROOTS[account]}:Team-{''.join(_plain(mark) for mark in team)}"


def _plain(mark: str) -> str:
    kept = mark == "-" or (mark.isascii() and mark.isalnum() and mark != "X")
    return mark if kept else f"X{ord(mark):x}X"


def _day(entry: Entry) -> date:
    return entry.draft.at.astimezone(UTC).date()


def _entry(entry: Entry) -> Iterator[str]:
    """A transaction; an entry without lines, such as a quarter's close, is a `custom` directive."""
    draft = entry.draft
    if draft.lines:
        yield f"{_day(entry)} * {_quoted(draft.consumer)} {_quoted(draft.key)} #{draft.kind}"
    else:
        yield f'{_day(entry)} custom "{draft.kind}" {_quoted(draft.key)}'
    yield f"  seq: {entry.seq}"
    yield f"  quarter: {_quoted(draft.quarter)}"
    if draft.home:
        yield f"  home: {_quoted(draft.home)}"
    if draft.because:
        yield f"  because: {_quoted(draft.because)}"
    yield f'  hash: "{entry.hash}"'
    for line in draft.lines:
        yield from _posting(line)


def _posting(line: Line) -> Iterator[str]:
    yield f"  {account_of(line.account, line.team)}  {line.amount} MCR"
    yield f"    rule: {_quoted(line.rule)}"


def _quoted(text: str) -> str:
    """Text as a string of beancount's, on one line."""
    shown = printable(text, LONGEST_TEXT).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'
