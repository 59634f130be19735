"""Who is in a Backstage group: members it names, users who name it, and the same of the groups beneath it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from homebot.core.catalogues.backstage import BackstageFile, Entity, Named, Ref, login_of
from homebot.core.catalogues.faults import Faults
from homebot.core.directory import Place
from homebot.core.ownership import Fault
from homebot.core.wording import quoted

_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Groups:
    """Every group that some files speak of. `people` are logins; `children` the groups directly beneath."""

    children: Mapping[Ref, tuple[Ref, ...]]
    people: Mapping[Ref, tuple[str, ...]]
    faults: tuple[Fault, ...] = ()

    def members_of(self, group: Ref) -> tuple[str, ...]:
        """The logins in a group and in the groups beneath it, sorted. Each is looked into once, circles too."""
        seen, waiting = {group}, [group]
        found: set[str] = set()
        while waiting:
            current = waiting.pop()
            found.update(self.people.get(current, ()))
            beneath = [child for child in self.children.get(current, ()) if child not in seen]
            seen.update(beneath)
            waiting += beneath
        return tuple(sorted(found))


def groups(files: Iterable[BackstageFile]) -> Groups:
    """The groups of all files together. An entity that two files describe is the first one's.

    A member whom no User describes is taken for the person of that login, as companies name users after logins.
    """
    entities: dict[Ref, Entity] = {}
    for file in files:
        for entity in file.entities:
            entities.setdefault(entity.ref, entity)
    children: dict[Ref, dict[Ref, Place]] = {}
    people: dict[Ref, set[str]] = {}
    faults = Faults()
    for entity in entities.values():
        for parent, child in _lines_of(entity):
            children.setdefault(parent, {}).setdefault(child.ref, child.place)
        for group, user in _memberships(entity):
            login = _login(user, entities)
            if login is None:
                faults.add(user.place, f"{quoted(str(user.ref))} is nobody's login", _LOGIN_FIX)
            else:
                people.setdefault(group, set()).add(login)
    _find_circles(children, faults)
    return Groups(
        {group: tuple(beneath) for group, beneath in children.items()},
        {group: tuple(sorted(logins)) for group, logins in people.items()},
        faults.all(),
    )


_LOGIN_FIX = "give the User the annotation github.com/user-login"


def _lines_of(entity: Entity) -> Iterator[tuple[Ref, Named]]:
    """Parent and child, from whichever of the two says so."""
    if entity.parent:
        yield entity.parent.ref, Named(entity.ref, entity.parent.place)
    for child in entity.children:
        yield entity.ref, child


def _memberships(entity: Entity) -> Iterator[tuple[Ref, Named]]:
    for member in entity.members:
        yield entity.ref, member
    for group in entity.member_of:
        yield group.ref, Named(entity.ref, group.place)


def _login(user: Named, entities: Mapping[Ref, Entity]) -> str | None:
    known = entities.get(user.ref)
    if known is not None:
        return known.github
    return login_of(user.ref) if user.ref.kind == "user" else None


def _find_circles(children: Mapping[Ref, Mapping[Ref, Place]], faults: Faults) -> None:
    """A fault for every line that leads back to a group above it; nothing is followed twice."""
    done: set[Ref] = set()
    for start in children:
        above: dict[Ref, Iterator[Ref]] = {} if start in done else {start: iter(children[start])}
        while above:
            group, beneath = next(reversed(above.items()))
            child = next(beneath, None)
            if child is None:
                done.add(above.popitem()[0])
            elif child in above:
                _say_circle(tuple(above), child, children[group][child], faults)
            elif child not in done:
                above[child] = iter(children.get(child, ()))


def _say_circle(above: Sequence[Ref], child: Ref, place: Place, faults: Faults) -> None:
    if faults.full:
        faults.add(place, "")
        return
    circle = [*above[above.index(child) :], child]
    shown = [str(ref) for ref in circle[:_MOST_SHOWN]] + (["..."] if len(circle) > _MOST_SHOWN else [])
    faults.add(place, f"groups in a circle: {' > '.join(shown)}", "take one of the parents or children away")
