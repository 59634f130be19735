"""What somebody asks of the register: which decisions, or one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from homebot.core.credit.subject import KINDS as SUBJECTS
from homebot.core.credit.subject import Subject, SubjectKind, find, nearest
from homebot.core.directory import Directory
from homebot.core.register.entries import Kind
from homebot.core.register.names import LETTERS, number_in
from homebot.core.register.table import states
from homebot.core.wording import quoted, suggestion

FORM = "register [TEAM|SERVICE|ENTITY|D12] [state=open|all|STATE] [kind=KIND]"


class Misread(ValueError):
    """What of a question cannot be understood."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Decisions of a team, a service or an entity (of everybody where none is named) in a `state` (`open` and `all` are
    those of several), of one `kind` or all; or the one of that `number`."""

    subject: Subject | None = None
    state: str = "open"
    kind: Kind | None = None
    number: int = 0


def read(words: Sequence[str], named: Mapping[str, str], directory: Directory) -> Asked:
    """The question in some words and named arguments.

    Raises:
        Misread: where it is none; its text says why.
    """
    meant = [name for name in SUBJECTS if name in named]
    if (wrong := _not_understood(words, named, meant)) is not None:
        raise Misread(f"{quoted(wrong)} is not understood.")
    kind = _kind(named.get("kind"))
    state = _state(named.get("state"), kind)
    if meant:
        return Asked(_subject(named[meant[0]], directory, meant[0]), state, kind)
    if not words:
        return Asked(None, state, kind)
    number = number_in(words[0])
    if number is not None and find(words[0], directory) is None:
        of_letter = next((one for one, letter in LETTERS.items() if letter == number[0]), None)
        return Asked(None, "all", of_letter, number[1])
    return Asked(_subject(words[0], directory, None), state, kind)


def _not_understood(words: Sequence[str], named: Mapping[str, str], meant: Sequence[str]) -> str | None:
    unknown = set(named) - {"state", "kind", *SUBJECTS}
    if unknown:
        return min(unknown)
    return (words or meant)[-1] if len(words) + len(meant) > 1 else None


def _subject(name: str, directory: Directory, kind: SubjectKind | None) -> Subject:
    found = find(name, directory, kind)
    if found is None:
        near = nearest(name, directory)
        guess = f" Did you mean {quoted(near)}?" if near else ""
        raise Misread(f"The catalogue has no {kind or 'team, service or entity'} {quoted(name)}.{guess}")
    return found


def _kind(name: str | None) -> Kind | None:
    if name is None:
        return None
    kinds = get_args(Kind)
    if name.lower() not in kinds:
        raise Misread(f"There is no kind {quoted(name)}: {suggestion(name, kinds)}")
    return cast(Kind, name.lower())


def _state(name: str | None, kind: Kind | None) -> str:
    if name is None:
        return "open"
    known = {"open", "all", *(state for one in (get_args(Kind) if kind is None else (kind,)) for state in states(one))}
    if name.lower() not in known:
        raise Misread(f"There is no state {quoted(name)}: {suggestion(name, known)}")
    return name.lower()
