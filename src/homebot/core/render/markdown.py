"""The few forms of Markdown that homebot writes: tables, folds, lists that are cut with a count, and words in a row."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of GitHub's, nothing without rows. A bar inside a cell is escaped, also in a code span, as the table
    reader asks for it."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(head), _row(["---"] * len(head)), *lines]) if lines else ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def fold(summary: str, text: str, *, unfolded: bool = False) -> str:
    """A text that opens at a click. `summary` is ours alone: Markdown is not read there, so no name may stand in it."""
    return f"<details{' open' if unfolded else ''}><summary>{summary}</summary>\n\n{text}\n\n</details>"


def cut(items: Sequence[T], limit: int, write: Callable[[T], str], more: str) -> list[str]:
    """The first `limit` items written, and one line that says how many follow and where: `more`, after "… and 7"."""
    lines = [write(item) for item in items[:limit]]
    left = len(items) - limit
    return [*lines, f"… and {left:,} {more}"] if left > 0 else lines


def paragraphs(*parts: str) -> str:
    """The parts that say something, with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def bullets(lines: Iterable[str]) -> str:
    """The lines as a list."""
    return "\n".join(f"- {line}" for line in lines)


def count(number: int, one: str, many: str = "") -> str:
    """`1 approval`, `3 approvals`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def series(words: Sequence[str], limit: int = 5) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b and 7 more`."""
    shown = list(words) if len(words) <= limit else [*words[: limit - 1], f"{len(words) - limit + 1:,} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""
