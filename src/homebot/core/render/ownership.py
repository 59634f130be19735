"""What a repository's own files say of its owners, where sources disagree, and what is wrong in them, as Markdown."""

from collections.abc import Iterable

from homebot.core.ownership import Drift, Fault, PathOwners, RepositoryCatalogue, Said
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import count, cut, series


def notes(found: RepositoryCatalogue, most: int) -> list[str]:
    """One line for each disagreement and each fault. They never block."""
    lines = [drift(one) for one in found.drift[:most]]
    left = len(found.drift) - most
    if left > 0:
        lines.append(f"… and the owners of {count(left, 'service')} more are said differently.")
    shown = cut(found.faults, most, fault, "faults in ownership files; `/homebot owners PATH` shows them.")
    return [*lines, *shown]


def drift(one: Drift) -> str:
    """Both sides, with both places: the first is used."""
    others = series([f"{_words(other)} ({code(str(other.place), 200)})" for other in one.others])
    winner = one.winner
    return (
        f"ownership-drift: {code(one.service)} is owned by {code(winner.team)}, says {winner.source}"
        f" ({code(str(winner.place), 200)}); {others}. The first is used."
    )


def _words(said: Said) -> str:
    team = f"{said.source} says {code(said.team)}"
    return team if said.words in ("", said.team) else f"{team}, written {code(said.words)}"


def fault(one: Fault) -> str:
    """Where, what, and what to do."""
    return f"{code(str(one.place), 200)}: {plain(one.message)}" + (f" *{plain(one.fix)}*" if one.fix else "")


def path_owners(one: PathOwners) -> str:
    """Whom a rule names, or that it names nobody."""
    named = series([code(str(owner)) for owner in one.owners], 15)
    return f"{named or 'nobody, so the team of the service answers alone'} ({one.source}, {code(str(one.place), 200)})"


def path_owner_lines(found: Iterable[PathOwners]) -> list[str]:
    """One line for each rule."""
    return [f"{count(len(one.paths), 'path')}: {path_owners(one)}" for one in found]
