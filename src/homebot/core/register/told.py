"""One decision in words: what it is about, whose it is, until when, and where it was said. All of it is Markdown in one
line, and what people wrote is harmless in it."""

import re
from datetime import datetime
from urllib.parse import quote, urlsplit

from homebot.core.register.entries import Entry, Evidence
from homebot.core.register.names import LETTERS
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series

LONGEST = 160
"""Of what people wrote, in a list."""
_PLACE = re.compile(r"([A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100})#([1-9]\d{0,8})")
_COMMENT = re.compile(r"([1-9]\d{0,18}):\d+:")


def what(record: Record, longest: int = LONGEST) -> str:
    """What it is about: `` `complexity` in `ledgerd`: the parser is one table ``."""
    about, text = _subject(record), reason(record)
    return f"{about}: {plain(text, longest)}" if about and text else about or (plain(text, longest) if text else "")


def _subject(record: Record) -> str:
    scope = record.scope
    topic = scope.standard or scope.kind
    parts = [
        code(topic, 60) if topic else "",
        f"({plain(record.fact('answer'), 80)})" if record.fact("answer") else "",
        f"of `{_letter(record)}{scope.of}`" if scope.of and not record.fact("answer") else "",
        f"in {code(scope.service, 80)}" if scope.service else "",
    ]
    return " ".join(part for part in parts if part)


def _letter(record: Record) -> str:
    """That of the decision it belongs to."""
    return LETTERS["bar-raiser"] if record.kind == "override" else LETTERS["agreement"]


def reason(record: Record) -> str:
    """What people wrote of it, as they wrote it."""
    said = (record.fact("headline"), record.fact("goal"), record.because, record.fact("bypass"), record.fact("title"))
    return next((text for text in said if text.strip()), "")


def who(record: Record) -> str:
    """Whose it is: who began it, for which team, in whose service, and who is asked to act."""
    parts = [code(record.by) if record.by else "homebot"]
    parts += [f"for {code(record.team, 80)}"] if record.team else []
    parts += [f"at {code(record.home, 80)}"] if record.home and record.home != record.team else []
    asked = f"; asked: {series([code(login) for login in record.people])}" if record.people and not record.final else ""
    return " ".join(parts) + asked


def when(record: Record, now: datetime) -> str:
    """What it waits for and until when it holds, in days of UTC."""
    if record.final:
        return f"since {record.changed_at:%Y-%m-%d}"
    parts = [f"until {record.until:%Y-%m-%d}"] if record.until is not None else []
    if record.due is not None:
        parts.append(f"**due since {record.due:%Y-%m-%d}**" if record.due < now else f"due {record.due:%Y-%m-%d}")
    return ", ".join(parts) or f"since {record.changed_at:%Y-%m-%d}"


def where(entry: Entry, web: str = "") -> str:
    """A link to where it was said: the comment, else its pull request or issue; without `web`, on whichever host this
    is read."""
    path = address(entry)
    return f"[{code(entry.place, 120)}]({web}{path})" if path else code(entry.place, 120) if entry.place else ""


def address(entry: Entry) -> str:
    """The path on GitHub of where it was said, empty where it was nowhere."""
    place, comment = _PLACE.fullmatch(entry.place), _COMMENT.match(entry.key)
    if place is None:
        return ""
    return f"/{place[1]}/issues/{place[2]}" + (f"#issuecomment-{comment[1]}" if comment is not None else "")


def shown(evidence: Evidence) -> str:
    """Evidence with its address, and what names what the address said."""
    link = _safe(evidence.url)
    parts = [
        f"{code(evidence.kind)} {plain(evidence.says, 400)}" if evidence.says else code(evidence.kind),
        f"([see it]({link}) at {code(evidence.url, 200)})" if link else f"({code(evidence.url, 200)})",
        f"SHA-256 {code(evidence.digest, 64)}, read on {evidence.read_at:%Y-%m-%d}" if evidence.read_at else "not read",
    ]
    return ", ".join((" ".join(parts[:2]), parts[2]))


def _safe(url: str) -> str:
    """An address of the web that can stand in a link; empty for any other text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.netloc and len(url) <= 1_000
    return quote(url, safe=":/?#&=%~+,;-._") if good else ""
