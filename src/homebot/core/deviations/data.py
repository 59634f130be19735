"""The data that somebody shows: where they are, what they say, and what homebot read there."""

from typing import get_args
from urllib.parse import urlsplit

from homebot.core.commands.parse import Call, Refusal
from homebot.core.deviations.reading import Reading
from homebot.core.deviations.terms import UNREAD
from homebot.core.register.entries import Evidence, EvidenceKind
from homebot.core.register.said import Unclear, reason
from homebot.core.render.escape import code, plain

KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
LEAST: EvidenceKind = "expert-opinion"
"""What data are where nobody says more of them."""
LONGEST = 500
"""Characters of an address."""
_GIVING = ("evidence", "deviate")


def address_asked(said: Call | Refusal) -> str:
    """The address that a command wants read; empty where it gives none that can be."""
    given = said.get("data") if isinstance(said, Call) and said.verb in _GIVING else None
    return given if given is not None and _is_address(given) else ""


def _is_address(text: str) -> bool:
    """Whether it names a page on some host: nothing hidden in it, no password."""
    if len(text) > LONGEST or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def evidence_in(call: Call, read: tuple[Reading, ...]) -> Evidence:
    """What a command shows. Raises `Unclear`."""
    url, kind = call.get("data"), call.get("kind") or LEAST
    if url is None:
        raise Unclear("The data are missing: say where they are, `data=https://...`.")
    if not _is_address(url):
        raise Unclear(f"{code(url, 80)} is no address homebot can keep: `https://...`, at most {LONGEST} characters.")
    if kind not in KINDS:
        raise Unclear(f"{code(kind, 40)} is no kind of evidence; there are {', '.join(code(one) for one in KINDS)}.")
    found = reading_of(url, read)
    return Evidence(kind, url, reason(call, "says"), found.digest, found.read_at)


def reading_of(url: str, read: tuple[Reading, ...]) -> Reading:
    """What stood there."""
    return next((one for one in read if one.url == url), Reading(url, unread="nobody looked"))


def unread(evidence: Evidence, read: tuple[Reading, ...]) -> tuple[str, str]:
    """The fact that says why it was not read, empty when it was."""
    return UNREAD, reading_of(evidence.url, read).unread[:200]


def in_words(evidence: Evidence, read: tuple[Reading, ...]) -> str:
    """What became of the address, as a sentence."""
    found = reading_of(evidence.url, read)
    if found.digest:
        return f"What stood there was read: SHA-256 {code(found.digest)}."
    return f"It could not be read ({plain(found.unread)}); it counts as given, and the register says that it is unread."
