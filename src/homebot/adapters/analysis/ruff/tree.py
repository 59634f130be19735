"""The folder that ruff looks at: the configuration of a commit, the shape of its packages, and files of our choice.

Nothing is checked out. Configuration files come from the commit's objects; other files of it are there as empty ones,
as far as ruff asks whether they exist (which imports are the project's own, what is a package). Names are a stranger's:
each becomes a file inside the folder or is refused.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from homebot.adapters.git.command import run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror

CONFIGURATIONS = ("pyproject.toml", "ruff.toml", ".ruff.toml")
MOST_CONFIGURATION = 1024 * 1024
MOST_PLACES = 50_000
_DEEPEST = 4
_MOST_EXTENDED = 16
_PYTHON = (".py", ".pyi")


class Refused(Exception):
    """No file of this commit can be looked at; the text says why, in words for who keeps the configuration."""


def is_safe(path: str) -> bool:
    """Whether a path of git can be a file's path below a folder of ours, and nowhere else."""
    parts = path.split("/")
    fits = len(path.encode("utf-8", "surrogatepass")) <= 3000 and "\0" not in path
    return fits and all(part not in ("", ".", "..") and len(part.encode("utf-8", "replace")) <= 255 for part in parts)


def read_skeleton(mirror: Mirror, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
    """What stands around `paths` in a commit: configuration files with their text, Python files without.

    Raises:
        Refused: when the configuration cannot be read, or reaches out of the repository.
        MirrorCorrupt: when objects are missing.
    """
    names = _names(mirror, commit)
    folders = {folder for path in paths for folder in _folders(path)}
    texts = _configurations(mirror, names, folders)
    roots = {PurePosixPath(place).parent.parts for place in texts}
    kept = sorted(name for name in names if name.endswith(_PYTHON) and _matters(name, roots, folders))
    if len(kept) > MOST_PLACES:
        raise Refused(f"it has more than {MOST_PLACES:,} Python files near its root")
    return {**dict.fromkeys(kept, b""), **texts}


def _configurations(mirror: Mirror, names: Mapping[str, str], folders: set[str]) -> dict[str, bytes]:
    """All configuration files in `folders`, and what they extend."""
    texts: dict[str, bytes] = {}
    places = [_join(folder, name) for folder in sorted(folders) for name in CONFIGURATIONS]
    there = [place for place in places if place in names]
    mirror.require(names[place] for place in there)
    for place in there:
        _read_configuration(mirror, place, names, texts)
    if not any(name in texts and _stops_ruff(name, texts[name]) for name in CONFIGURATIONS):
        # Else ruff would look further up, outside of the folder.
        texts["ruff.toml"] = b""
    return texts


def fill(tree: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write files below `tree`; gives those that cannot be written, as where one's folder is another's file."""
    failed: list[str] = []
    for path, content in files.items():
        place = tree / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        except OSError:
            failed.append(path)
    return failed


def _names(mirror: Mirror, commit: str) -> dict[str, str]:
    """The ids of a commit's regular Python and TOML files, by their paths."""
    done = run(mirror.repo, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit)
    if done.status != 0:
        raise MirrorCorrupt(f"git ls-tree: {done.stderr[-300:]}")
    found: dict[str, str] = {}
    for entry in done.stdout.split(b"\0"):
        head, _, name = entry.partition(b"\t")
        if head.startswith(b"100"):
            found[name.decode("utf-8", "backslashreplace")] = head.split()[2].decode()
    return {name: oid for name, oid in found.items() if name.endswith((*_PYTHON, ".toml")) and is_safe(name)}


def _folders(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:length]) for length in range(len(parts) + 1)]


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _matters(name: str, roots: set[tuple[str, ...]], folders: set[str]) -> bool:
    """Whether ruff asks if this Python file is there: it makes a folder a package, or is a module near a root."""
    path = PurePosixPath(name)
    if path.stem == "__init__" and name.rpartition("/")[0] in folders:
        return True
    return any(path.parts[: len(root)] == root and len(path.parts) - len(root) <= _DEEPEST for root in roots)


def _read_configuration(mirror: Mirror, place: str, names: Mapping[str, str], texts: dict[str, bytes]) -> None:
    """A configuration file and those that it extends, into `texts`."""
    for _ in range(_MOST_EXTENDED):
        content = mirror.objects.read(names[place], MOST_CONFIGURATION)
        if isinstance(content, int):
            raise Refused(f"{place} has {content:,} bytes; up to {MOST_CONFIGURATION:,} are read")
        texts[place] = content
        extended = _extended(place, content)
        if extended is None or extended in texts:
            return
        if extended not in names:
            raise Refused(f"{place} extends {extended}, which is no .toml file of the repository")
        place = extended
    raise Refused(f"{place} is the end of more than {_MOST_EXTENDED} files that extend one another")


def _extended(place: str, content: bytes) -> str | None:
    """The path inside the repository that a configuration extends."""
    given = _settings(place, content).get("extend")
    if not isinstance(given, str):
        return None
    if given.startswith(("/", "~")) or "$" in given:
        raise Refused(f"{place} extends {given}, which is not in the repository")
    parts: list[str] = []
    for part in (*PurePosixPath(place).parent.parts, *given.split("/")):
        if part == "..":
            if not parts:
                raise Refused(f"{place} extends {given}, which is not in the repository")
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _settings(place: str, content: bytes) -> dict[str, object]:
    """ruff's own table of a configuration file; of one that is not TOML, ruff itself says so."""
    try:
        found: object = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    if PurePosixPath(place).name == "pyproject.toml":
        tool = found.get("tool") if isinstance(found, dict) else None
        found = tool.get("ruff") if isinstance(tool, dict) else None
    return found if isinstance(found, dict) else {}


def _stops_ruff(place: str, content: bytes) -> bool:
    """Whether ruff looks for its configuration no further up than this file."""
    if place != "pyproject.toml":
        return True
    try:
        return "ruff" in tomllib.loads(content.decode("utf-8")).get("tool", {})
    except (ValueError, RecursionError):
        return True
