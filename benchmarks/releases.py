"""Histories made of real releases: sdists from the package index, committed in turn, each release's difference cut into
changes of about seven files."""

import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
DOWNLOADS = HERE / "downloads"
"""Kept between runs; nothing in it is committed."""
PEERS = DOWNLOADS / "peers"
FILES_A_CHANGE = 7


@dataclass(frozen=True)
class Step:
    """One change of a history: two commits."""

    base: str
    head: str


def download(package: str, version: str) -> Path:
    """A release's sdist, fetched on first use. pip asks its build what it is called; nothing else of it is run."""
    DOWNLOADS.mkdir(exist_ok=True)
    found = _found(package, version)
    if found is None:
        options = ["--quiet", "--no-deps", "--no-binary", package, "--dest", str(DOWNLOADS)]
        requirement = f"{package}=={version}"
        subprocess.run([sys.executable, "-m", "pip", "download", *options, requirement], check=True)
        found = _found(package, version)
    if found is None:
        sys.exit(f"pip has put no sdist of {package} {version} into {DOWNLOADS}")
    return found


def _found(package: str, version: str) -> Path | None:
    """Older sdists are named in capital letters."""
    wanted = f"{package}-{version}.tar.gz"
    return next((path for path in DOWNLOADS.iterdir() if path.name.lower() == wanted), None)


def files(sdist: Path, suffix: str = "") -> dict[str, bytes]:
    """The regular files of an sdist, by their path below its one folder."""
    found: dict[str, bytes] = {}
    with tarfile.open(sdist) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() and member.name.endswith(suffix) else None
            if content is not None:
                found[member.name.partition("/")[2]] = content.read()
    return found


def unpacked(sdist: Path, folder: Path) -> Path:
    """The Python files of an sdist in a folder, for tools that want a tree."""
    for name, content in files(sdist, ".py").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def history(releases: list[dict[str, bytes]], repository: Path, size: int = FILES_A_CHANGE) -> list[Step]:
    """Commits the first release, then the way to each next one in steps of a few files."""
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(repository)], check=True)
    stream, count = _stream(releases, size)
    command = ["git", "-C", str(repository), "fast-import", "--quiet", "--export-marks=marks"]
    subprocess.run(command, input=stream, check=True)
    marks = dict(line.split() for line in (repository / "marks").read_text().splitlines())
    commits = [marks[f":{number}"] for number in range(1, count + 1)]
    return [Step(base, head) for base, head in pairwise(commits)]


def _stream(releases: list[dict[str, bytes]], size: int) -> tuple[bytes, int]:
    parts: list[bytes] = []
    count = 0
    for changed in changes(releases, size):
        count += 1
        parts.append(b"commit refs/heads/main\nmark :%d\ncommitter a <a@b.example> %d +0000\n" % (count, count))
        parts.append(b"data 1\nx\n")
        for name, content in changed.items():
            path = name.encode()
            if content is None:
                parts.append(b"D %s\n" % path)
            else:
                parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(content), content))
    return b"".join(parts), count


def changes(releases: list[dict[str, bytes]], size: int = FILES_A_CHANGE) -> Iterator[dict[str, bytes | None]]:
    """The first release whole, then steps. Steps without a Python file are left out."""
    before: dict[str, bytes] = {}
    for after in releases:
        differing = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        step = size if before else len(differing)
        differing.sort(key=lambda name: not name.endswith(".py"))
        for start in range(0, len(differing), step):
            names = differing[start : start + step]
            if any(name.endswith(".py") for name in names):
                yield {name: after.get(name) for name in names}
        before = after


def peer(name: str) -> str:
    """The path of a tool, in an environment of its own that is made on first use."""
    if not (PEERS / "bin" / "ruff").exists():
        venv.create(PEERS, with_pip=True, clear=True)
        wanted = ["radon==6.0.1", "xenon", "lizard", "ruff"]
        subprocess.run([str(PEERS / "bin" / "python"), "-m", "pip", "install", "--quiet", *wanted], check=True)
    return str(PEERS / "bin" / name)
