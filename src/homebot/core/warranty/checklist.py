"""What is looked through before away work becomes the home team's own."""

from collections.abc import Iterable, Mapping

from homebot.core.register.record import Record
from homebot.core.render.escape import code
from homebot.core.wording import nearest

ITEMS: Mapping[str, str] = {
    "docs": "the documentation tells of it",
    "runbook": "the runbook says what to do when it fails",
    "telemetry": "it can be watched: metrics, logs, alarms",
    "tests": "tests fail when it breaks",
    "flags-removed": "no flag or switch of the rollout is left",
    "known-issues": "what is known not to work is written down",
    "adr": "the decision has its record (ADR), for there is no easy way back",
}
"""By the word that checks it."""
ONE_WAY_ONLY = "adr"


def wanted(agreement: Record) -> tuple[str, ...]:
    """The items that this agreement's hand-over asks for."""
    one_way = agreement.fact("door") == "one-way"
    return tuple(item for item in ITEMS if one_way or item != ONE_WAY_ONLY)


def checked(agreement: Record) -> tuple[str, ...]:
    """Those that are done, in the list's order."""
    done = agreement.fact("checked").split()
    return tuple(item for item in ITEMS if item in done)


def unchecked(agreement: Record) -> tuple[str, ...]:
    """Those that are left."""
    done = checked(agreement)
    return tuple(item for item in wanted(agreement) if item not in done)


def with_more(agreement: Record, items: Iterable[str]) -> str:
    """The fact `checked` with further items."""
    done = {*checked(agreement), *items}
    return " ".join(item for item in ITEMS if item in done)


def read(text: str) -> tuple[str, ...]:
    """The items of `docs,runbook`.

    Raises:
        ValueError: for a word that names none; the text says which, and the nearest.
    """
    words = [word for word in text.replace(",", " ").lower().split() if word]
    wrong = next((word for word in words if word not in ITEMS), None)
    if wrong is not None:
        near = nearest(wrong, ITEMS)
        guess = f" Did you mean {code(near)}?" if near else ""
        raise ValueError(
            f"{code(wrong, 40)} is no item of the list.{guess} The items are {', '.join(map(code, ITEMS))}."
        )
    if not words:
        raise ValueError(f"`done=` names no item. The items are {', '.join(map(code, ITEMS))}.")
    return tuple(item for item in ITEMS if item in words)


def shown(agreement: Record) -> str:
    """The list in Markdown, with what is done and what is left."""
    done = checked(agreement)
    return "\n".join(f"- {'✅' if item in done else '⬜'} {code(item)}: {ITEMS[item]}" for item in wanted(agreement))
