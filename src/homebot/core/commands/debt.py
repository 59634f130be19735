"""Shows the debt of a service: its functions above the complexity limit, what merges did to them, and its hotspots.

Without a name: the services of this repository. A hotspot is complex and often changed; nobody's name is shown. Files
and functions are named in the service's own repository only."""

from difflib import get_close_matches

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call, Refusal
from homebot.core.directory import Directory
from homebot.core.render.debt import debt
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

USAGE = "/homebot debt [SERVICE]"
WHO_MAY: tuple[Role, ...] = ("org member",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot debt", "/homebot debt ledgerd")

MOST = 3
"""Services shown without being named."""


class _Unclear(Exception):
    """Which service is meant cannot be told, and why."""


def apply(call: Call, world: World) -> Answer:
    """Answers with the debt of the services that are meant."""
    try:
        names = _meant(call, world.repository, world.directory)
    except _Unclear as error:
        return refuse(str(error))
    known = {one.service: one for one in world.debts}
    if any(name not in known for name in names):
        return refuse("That is too much to read for one comment. Ask for it again in another, one service at a time.")
    texts = [debt(known[name], named=known[name].repository == world.repository) for name in names]
    return Answer("\n\n".join(texts))


def services_asked(said: Call | Refusal, repository: str, directory: Directory) -> tuple[str, ...]:
    """The services whose debt a command asks for, so that it can be read beforehand; none for any other command."""
    if isinstance(said, Refusal) or said.verb != "debt":
        return ()
    try:
        return _meant(said, repository, directory)
    except _Unclear:
        return ()


def _meant(call: Call, repository: str, directory: Directory) -> tuple[str, ...]:
    """Raises `_Unclear`."""
    if len(call.words) > 1 or call.named:
        raise _Unclear(f"Name one service: {code(USAGE)}.")
    if call.words:
        return (_named(call.words[0], directory),)
    here = tuple(service.name for service in directory.services_of_repository(repository))
    if not here:
        raise _Unclear(f"No service lives in {code(repository)}. Name one: {code(USAGE)}.")
    if len(here) > MOST:
        shown = series([code(name) for name in here], 20)
        raise _Unclear(f"{len(here)} services live here. Name one of {shown}: {code(USAGE)}.")
    return here


def _named(name: str, directory: Directory) -> str:
    if name in directory.services:
        return name
    near = get_close_matches(name[:100], directory.services, n=1, cutoff=0.5)
    guess = f" Did you mean {code(near[0])}?" if near else ""
    raise _Unclear(f"The catalogue has no service {code(name, 100)}.{guess}")
