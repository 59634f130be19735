"""A monorepo of a hundred thousand files: thirty services of twelve teams, and the change that touches them all."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = "acme/mono"
SERVICES, TEAMS, FILES = 30, 12, 100_000
BRIDGES = ("x0", "x1", "x2", "x3")
"""Each is in three teams: these four cover all twelve, and nobody else covers more than one."""


def org() -> str:
    """Twelve teams of four: two of their own, one who is in three teams, and one without access to the repository."""
    lines = ["version: 1", "entities: {company: {managers: [boss]}}", "teams:"]
    for team in range(TEAMS):
        members = ", ".join(members_of(team))
        lines.append(f"  t{team}: {{entity: company, members: [{members}], owners: [a{team}], since: 2024-01-01}}")
    return "\n".join([*lines, "  guests: {entity: company, members: [carol], owners: [carol], since: 2024-01-01}", ""])


def members_of(team: int) -> tuple[str, ...]:
    """The people of a team."""
    return f"a{team}", f"b{team}", BRIDGES[team // 3], f"outsider{team}"


def services() -> str:
    """Thirty services, each a folder."""
    lines = ["version: 1", "services:"]
    for number in range(SERVICES):
        owner, paths = f"t{number % TEAMS}", f'["s{number}/**"]'
        lines.append(f"  s{number}: {{owner: {owner}, repository: {REPOSITORY}, paths: {paths}, mode: enforce}}")
    return "\n".join([*lines, ""])


CATALOGUE = {"org.yaml": org(), "services.yaml": services(), "standards.yaml": "version: 1\nprofiles: {default: {}}\n"}
PEOPLE = ("carol", *BRIDGES, *(f"{kind}{team}" for team in range(TEAMS) for kind in "ab"))
OUTSIDERS = tuple(f"outsider{team}" for team in range(TEAMS))


def build(repository: Path) -> str:
    """Fills `main` of a bare repository, on top of what it has; the commit's id."""
    stream = "".join(_stream(repository))
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force"], cwd=repository, input=stream.encode(), check=True, timeout=120
    )
    return _resolved(repository) or ""


def _stream(repository: Path) -> Iterator[str]:
    """One commit with all the files, then one of each team's first person to a service of theirs."""
    at = int(datetime.now(UTC).timestamp()) - 86400
    yield "blob\nmark :1\ndata 6\nx = 1\n\n"
    yield _commit("root", at, _resolved(repository))
    for number in range(FILES):
        yield f"M 100644 :1 s{number % SERVICES}/d{number // SERVICES % 40}/f{number}.txt\n"
    for team in range(TEAMS):
        yield _commit(f"a{team}", at + team, None)
        yield f"M 100644 inline s{team}/core.txt\ndata 10\nmine\nmine\n\n"


def _commit(author: str, at: int, parent: str | None) -> str:
    person = f"{author} <{author}@users.noreply.example> {at} +0000"
    start = f"from {parent}\n" if parent else ""
    return f"commit refs/heads/main\nauthor {person}\ncommitter {person}\ndata 1\nx\n{start}"


def _resolved(repository: Path) -> str | None:
    done = subprocess.run(["git", "rev-parse", "main"], cwd=repository, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def change() -> dict[str, str | None]:
    """Two lines in a file of each service."""
    return {f"s{number}/core.txt": f"changed {number}\nand more\n" for number in range(SERVICES)}
