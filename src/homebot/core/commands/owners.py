"""Says which service a path belongs to, its team and reviewers, and which file and line says so.

What the repository's own files say (CODEOWNERS, OWNERS, `catalog-info.yaml`, `.homebot.yml`) is read from its default
branch as it is now; where they disagree with the catalogue, both are shown."""

from collections.abc import Iterator

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call, Refusal
from homebot.core.owners import OwnerAnswer, explain
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, cut, series
from homebot.core.render.ownership import drift, fault, path_owners

USAGE = "/homebot owners PATH"
WHO_MAY: tuple[Role, ...] = ("anyone",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot owners ledger/close.py", '/homebot owners "docs/a name.md"')

MOST_FAULTS = 10


def apply(call: Call, world: World) -> Answer:
    """Answers with who owns a path and what says so."""
    if len(call.words) != 1 or call.named:
        return refuse(f"Name one path of this repository: {code(USAGE)}. Put it in quotes if it has spaces or `=`.")
    owned = world.owned
    directory = owned.directory or world.directory
    found = explain(call.words[0], world.repository, directory, world.day, owned.catalogue, owned.paths)
    parts = [_answer(found, world)]
    if owned.reason:
        parts.append(f"The files of the repository cannot be read now: {plain(owned.reason)}")
    faults = cut(owned.catalogue.faults, MOST_FAULTS, fault, "more.")
    parts += [f"**Wrong in the ownership files:**\n\n{bullets(faults)}"] if faults else []
    return Answer("\n\n".join(parts))


def paths_asked(said: Call | Refusal) -> tuple[str, ...]:
    """The path whose owners a command asks for, so that the files can be read beforehand; none for another command."""
    if isinstance(said, Refusal) or said.verb != "owners" or said.named or len(said.words) != 1:
        return ()
    return (said.words[0].lstrip("/"),)


def _answer(found: OwnerAnswer, world: World) -> str:
    path = code(found.path, 200)
    if found.service is None or found.team is None:
        text = (
            f"{path} belongs to no service. A service in `services.yaml` with `repository: {world.repository}` and"
            " `paths:` that match gives it an owner."
        )
        return f"{text}\n\n{bullets(_of_path(found))}" if found.path_owners is not None else text
    reviewers = series([code(login) for login in found.reviewers], 15) or "nobody is listed"
    lines = [f"**Service:** {code(found.service)}", f"**Team:** {code(found.team)}", f"**Reviewers:** {reviewers}"]
    if found.github_team is not None:
        lines[-1] += f", and the members of {code(found.github_team)} on GitHub"
    lines += _of_path(found)
    lines += [f"**Says so:** {series([code(str(place)) for place in found.places], 10)}"] if found.places else []
    lines += [f"⚠️ {drift(found.drift)}"] if found.drift is not None else []
    return f"{path} on {world.day.isoformat()}:\n\n{bullets(lines)}"


def _of_path(found: OwnerAnswer) -> Iterator[str]:
    if found.path_owners is not None:
        yield f"**Owners of the path:** {path_owners(found.path_owners)}"
