"""Whether the entities are one tree: one root, no circle."""

from homebot.adapters.config.reading import Reading
from homebot.core.directory import Entity, Place
from homebot.core.wording import quoted


def check_entities(entities: dict[str, Entity], org: Place, reading: Reading) -> None:
    """Notes second roots, circles, and a tree without root. `org` is the place to name when there is no entity."""
    if not entities:
        reading.refuse(org, "entities: there is none", 'write "entities: {company: {}}"')
        return
    roots = [entity for entity in entities.values() if entity.parent is None]
    for entity in roots[1:]:
        hint = f"the first is {quoted(roots[0].name)} at {roots[0].place}; give this one a parent"
        reading.refuse(entity.place or org, f"entities.{entity.name}: a second root", hint)
    settled = {entity.name for entity in roots}
    for entity in entities.values():
        circle = _circle(entity.name, entities, settled)
        if circle:
            path = " > ".join((*circle, circle[0]))
            reading.refuse(entities[circle[0]].place or org, f"entities.{circle[0]}: its parents go in a circle", path)


def _circle(start: str, entities: dict[str, Entity], settled: set[str]) -> tuple[str, ...]:
    """The circle that is reached from `start` by going from parent to parent, if it was not met before."""
    path: dict[str, None] = {}
    current: str | None = start
    while current is not None and current in entities and current not in settled and current not in path:
        path[current] = None
        current = entities[current].parent
    settled.update(path)
    if current is None or current not in path:
        return ()
    names = list(path)
    return tuple(names[names.index(current) :])
