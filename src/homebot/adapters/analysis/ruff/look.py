"""ruff over a set of files that need not be harmless: what it does not survive is found, and costs only itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from homebot.adapters.analysis.ruff.ruff import Budget, Ruff, RuffFailed, RuffFinding
from homebot.adapters.analysis.ruff.tree import Refused, fill

Files = Mapping[str, bytes]


@dataclass(slots=True)
class Looked:
    """Findings of ruff in the files that were given, and why others of them could not be looked at."""

    findings: list[RuffFinding] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def look(ruff: Ruff, skeleton: Files, files: Files, budget: Budget, scratch: Path | None = None) -> Looked:
    """All files at once; when that fails, ever smaller parts until the culprits are alone. `scratch` is where it makes
    its folders, by default where the system does.

    Raises:
        Refused: when ruff does not work without any of the files either.
    """
    with _scratch(skeleton, scratch) as folder:
        taken = fill(folder / "tree", dict.fromkeys(files, b""))
        looked = Looked(errors=dict.fromkeys(taken, "its name is taken by another file"))
        waiting = [{path: content for path, content in files.items() if path not in looked.errors}]
        sound = False
        while waiting:
            part = waiting.pop()
            failure = _look_at(ruff, folder, part, looked, budget)
            if failure is not None or waiting:
                fill(folder / "tree", dict.fromkeys(part, b""))
            if failure is None:
                continue
            if not sound:
                _require_sound(ruff, skeleton, budget, scratch)
                sound = True
            waiting += _split(part, failure, looked)
    looked.errors |= {
        one.path: f"it cannot be read as Python: {one.message[:200]} (line {one.row})"
        for one in reversed(looked.findings)
        if one.is_error
    }
    return looked


def _look_at(ruff: Ruff, folder: Path, part: Files, looked: Looked, budget: Budget) -> str | None:
    """ruff over one part, the others being empty; why it failed."""
    if budget.left <= 0:
        looked.errors |= dict.fromkeys(part, "ruff did not get to it in time")
        return None
    fill(folder / "tree", part)
    try:
        looked.findings += [one for one in ruff.check(folder, sum(map(len, part.values())), budget) if one.path in part]
    except RuffFailed as failed:
        return str(failed)
    return None


def _split(part: Files, failure: str, looked: Looked) -> list[dict[str, bytes]]:
    if len(part) <= 1:
        looked.errors |= dict.fromkeys(part, failure)
        return []
    pairs = list(part.items())
    middle = len(pairs) // 2
    return [dict(pairs[middle:]), dict(pairs[:middle])]


@contextmanager
def _scratch(skeleton: Files, scratch: Path | None) -> Iterator[Path]:
    with TemporaryDirectory(prefix="homebot-lint-", dir=scratch) as name:
        folder = Path(name).resolve()
        (folder / "home").mkdir()
        (folder / "tree").mkdir()
        fill(folder / "tree", skeleton)
        yield folder


def _require_sound(ruff: Ruff, skeleton: Files, budget: Budget, scratch: Path | None) -> None:
    """Without any of the files ruff must work; else it is the configuration that it refuses. Out of time, nobody knows:
    then it is left at the files."""
    if budget.left <= 0:
        return
    with _scratch(skeleton, scratch) as folder:
        try:
            ruff.check(folder, 0, budget)
        except RuffFailed as failed:
            if not failed.late:
                raise Refused(str(failed)) from failed
