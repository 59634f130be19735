"""Manifests of a tree, each read once in a limited child, whoever asks. What cannot be read costs its own answer."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path

import msgspec

from homebot.adapters.analysis.cache import Key, Results, release
from homebot.adapters.analysis.children import Children, Died
from homebot.adapters.config import yaml_source
from homebot.adapters.git.blobs import Objects
from homebot.core import manifests as formats
from homebot.core.manifests.manifest import MAX_BYTES, Manifest, Problem, too_large

TOOL = "manifests"
WALL_SECONDS = 120.0
BUDGET_SECONDS = 600.0
MOST_FILES = 5_000
"""Read for one tree, those with the fewest folders above them first."""
NAMES = 3
"""As many last names of a path as any format's patterns speak of."""
AT_ONCE = 64 * 1024 * 1024
"""Bytes of files in memory while they are read."""

ANALYSER = Path(__file__).with_name("worker.py")


def release_of_formats() -> str:
    """Names the formats and all that they use."""
    folder = Path(formats.__file__).parent
    others = (folder.with_name("nodes.py"), folder.with_name("purl.py"), Path(yaml_source.__file__))
    return release(ANALYSER, sys.executable, ("msgspec", "pyyaml"), (*folder.glob("*.py"), *others))


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the tree; in place of its bytes its size where it has too many."""

    path: str
    data: bytes | int


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a file says, and the same as JSON where that is worth remembering."""

    manifest: Manifest
    lasting: bytes = b""


class ManifestReader:
    """Reads files in at most `size` children, for any number of threads. `release` names what `results` depend on."""

    def __init__(
        self, size: int, seconds: float = WALL_SECONDS, results: Results | None = None, release: str = ""
    ) -> None:
        self._children = Children(ANALYSER, size, sys.executable, seconds)
        self._results = results or Results()
        self._release = release

    def close(self) -> None:
        """End all children, waiting for those at work. They can be asked again."""
        self._children.close()

    def read(
        self,
        files: Mapping[str, str],
        objects: Objects,
        budget_seconds: float = BUDGET_SECONDS,
        most_bytes: int = MAX_BYTES,
    ) -> dict[str, Manifest]:
        """What each file says, by path; `files` are the ids of their blobs by path. What is known of a blob is not read
        again; a file of more than `most_bytes` is never read whole.

        Raises:
            MirrorCorrupt: when a blob is not there.
        """
        deadline = time.monotonic() + budget_seconds
        wanted = sorted(files, key=lambda path: (path.count("/"), path))
        keys = {path: self._key(path, files[path]) for path in wanted[:MOST_FILES]}
        found = self._known(keys)
        missing = [(path, files[path]) for path in keys if path not in found]
        with ThreadPoolExecutor(self._children.size) as threads:
            for batch in _batches(missing, objects, most_bytes):
                asked = threads.map(partial(self._ask, deadline, most_bytes), batch)
                answers = dict(zip((one.path for one in batch), asked, strict=True))
                self._results.put_many({keys[path]: one.lasting for path, one in answers.items() if one.lasting})
                found |= {path: one.manifest for path, one in answers.items()}
        left = f"it is not read: the tree has {len(files)} manifests, and {MOST_FILES} are read"
        return found | dict.fromkeys(wanted[MOST_FILES:], _problem(left))

    def _key(self, path: str, oid: str) -> Key:
        """A blob may be read as another format under another name. Whoever chooses the names must not find two of one
        digest: the second would be answered with what the first is as another format."""
        name = blake2b(_name(path).encode("utf-8", "replace"), digest_size=16).hexdigest()
        return Key(f"{oid}:{name}", TOOL, self._release)

    def _known(self, keys: Mapping[str, Key]) -> dict[str, Manifest]:
        answers = self._results.get_many(keys.values())
        known = {path: _decoded(answers[key]) for path, key in keys.items() if key in answers}
        return {path: said for path, said in known.items() if said is not None}

    def _ask(self, deadline: float, most_bytes: int, file: _File) -> _Answer:
        if isinstance(file.data, int):
            return _Answer(too_large(file.data, most_bytes))
        if time.monotonic() > deadline:
            return _Answer(_problem("it is not read: the tree's manifests take too long"))
        try:
            answer = self._children.ask(_name(file.path).encode("utf-8", "replace") + b"\n" + file.data)
        except Died as death:
            # It may have been bad luck, and is tried again.
            return _Answer(_problem(str(death)))
        said = _decoded(answer)
        return _Answer(_problem("its reader answered nonsense")) if said is None else _Answer(said, answer)


def _name(path: str) -> str:
    """As much of a path as formats look at, on one line."""
    return "/".join(path.split("/")[-NAMES:]).replace("\n", " ")


def _batches(missing: Sequence[tuple[str, str]], objects: Objects, most_bytes: int) -> Iterator[list[_File]]:
    """The files, as many at once as may be in memory."""
    batch: list[_File] = []
    size = 0
    for path, oid in missing:
        file = _File(path, objects.read(oid, most_bytes))
        batch.append(file)
        size += len(file.data) if isinstance(file.data, bytes) else 0
        if size > AT_ONCE:
            yield batch
            batch, size = [], 0
    yield batch


def _decoded(answer: bytes) -> Manifest | None:
    """What was answered; `None` where it is of another form than today's."""
    try:
        return msgspec.json.decode(answer, type=Manifest)
    except msgspec.MsgspecError:
        return None


def _problem(text: str) -> Manifest:
    return Manifest(problems=(Problem(text, 1),))
