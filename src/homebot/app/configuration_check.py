"""The check run on a commit of the configuration's repository: whether it is in force, or what is wrong where."""

from collections.abc import Sequence

from homebot.adapters.config import Problem, RemoteFolder
from homebot.adapters.github.client import Client, GitHub
from homebot.adapters.github.write import apply
from homebot.core.effects import WantCheck
from homebot.core.facts import Observed, PullId
from homebot.core.findings import Finding
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count

NAME = "homebot: configuration"
SHOWN = 20
"""Problems in the summary; each has an annotation of its own."""


def show_check(
    github: GitHub, place: RemoteFolder, commit: str, problems: Sequence[Problem], found: int, digest: str | None
) -> None:
    """Makes the check run stand, once. `found` counts problems, `digest` names the configuration in force.

    Raises:
        CallFailed: when GitHub does not take it.
    """
    wanted = _check(place, commit, problems, found, digest)
    with github.job(place.repository) as client:
        if wanted.digest not in _standing(client, place, commit):
            apply(client, PullId(place.owner.lower(), place.name.lower(), 0), wanted, Observed())


def _standing(client: Client, place: RemoteFolder, commit: str) -> set[str]:
    """What the runs that are there say, by digest."""
    path = f"/repos/{place.repository}/commits/{commit}/check-runs"
    answer = client.read("configuration check", path, {"check_name": NAME})
    runs = answer.get("check_runs") if isinstance(answer, dict) else None
    return {str(run.get("external_id")) for run in runs or [] if isinstance(run, dict)}


def _check(place: RemoteFolder, commit: str, problems: Sequence[Problem], found: int, digest: str | None) -> WantCheck:
    if not found:
        title, summary = "in force", f"Evaluations from now on use configuration {code((digest or '')[:8])}."
    else:
        kept = f"configuration {code(digest[:8])}, the last good one, stays in force" if digest else "none is in force"
        lines = [f"{code(str(problem.place), 200)}: {plain(problem.message)}" for problem in problems[:SHOWN]]
        title = f"{count(found, 'problem')}; {'the last good one stays in force' if digest else 'none is in force'}"
        summary = f"This commit's configuration cannot be used: {kept}.\n\n{bullets(lines)}"
    return WantCheck(
        name=NAME,
        head=commit,
        status="completed",
        conclusion="failure" if found else "success",
        title=title,
        summary=summary,
        digest=f"configuration:{digest}:{found}",
        annotations=tuple(_finding(place, problem) for problem in problems),
    )


def _finding(place: RemoteFolder, problem: Problem) -> Finding:
    path = place.path_of(problem.place.file) or "."
    return Finding(problem.message, problem.hint, path, problem.place.line, level="failure")
