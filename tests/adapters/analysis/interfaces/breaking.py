"""Asks what a change of an interface document breaks, through the limited child."""

from homebot.adapters.analysis.interfaces.reader import Interface, InterfaceReader
from homebot.core.public_surface.compare import differences


def read(reader: InterfaceReader, kind: str, text: str | bytes) -> Interface:
    """What a document promises."""
    data = text.encode() if isinstance(text, str) else text
    (found,) = reader.read(kind, [str(hash(data))], lambda _: data)
    return found


def broken(reader: InterfaceReader, kind: str, before: str, after: str) -> list[tuple[str, str, str]]:
    """(name, how, detail) of what `after` does to those who use `before`."""
    sides = [read(reader, kind, text) for text in (before, after)]
    assert [side.error for side in sides] == [None, None]
    now = {one.name: ("a", one) for one in sides[1].items}
    return [(one.name, one.how, one.detail) for one in differences("a", sides[0].items, now)]
