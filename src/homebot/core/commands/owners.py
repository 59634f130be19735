"""Says which service a path belongs to, its team and reviewers, and which file and line says so."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.owners import explain
from homebot.core.render.escape import code
from homebot.core.render.markdown import bullets, series

USAGE = "/homebot owners PATH"
WHO_MAY: tuple[Role, ...] = ("anyone",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot owners ledger/close.py", '/homebot owners "docs/a name.md"')


def apply(call: Call, world: World) -> Answer:
    """Answers with who owns a path and what says so."""
    if len(call.words) != 1 or call.named:
        return refuse(f"Name one path of this repository: {code(USAGE)}. Put it in quotes if it has spaces or `=`.")
    found = explain(call.words[0], world.repository, world.directory, world.day)
    path = code(found.path, 200)
    if found.service is None or found.team is None:
        return Answer(
            f"{path} belongs to no service. A service in `services.yaml` with `repository: {world.repository}` and"
            " `paths:` that match gives it an owner."
        )
    reviewers = series([code(login) for login in found.reviewers], 15) or "nobody is listed"
    lines = [f"**Service:** {code(found.service)}", f"**Team:** {code(found.team)}", f"**Reviewers:** {reviewers}"]
    if found.github_team is not None:
        lines[-1] += f", and the members of {code(found.github_team)} on GitHub"
    lines += [f"**Says so:** {series([code(str(place)) for place in found.places])}"] if found.places else []
    return Answer(f"{path} on {world.day.isoformat()}:\n\n{bullets(lines)}")
