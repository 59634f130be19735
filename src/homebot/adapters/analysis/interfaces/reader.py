"""Interface documents, each read once in a limited child."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec

from homebot.adapters.analysis.answers import Answers
from homebot.adapters.analysis.cache import Results, release
from homebot.adapters.analysis.children import Children, Died
from homebot.adapters.config import yaml_source
from homebot.core import manifests, nodes
from homebot.core.public_surface.items import MAX_DOCUMENT, Exported

ANALYSER = Path(__file__).with_name("worker.py")
WALL_SECONDS = 30.0
KINDS = {".proto": "P", ".yaml": "Y", ".yml": "Y", ".json": "J"}
"""What is read how, by the end of its name."""


def release_of_interfaces() -> str:
    """Names the reader and all that it uses."""
    folder = Path(manifests.__file__).parent
    also = (Path(nodes.__file__), Path(yaml_source.__file__), folder / "json_nodes.py", folder / "found.py")
    return release(ANALYSER, sys.executable, ("pyyaml",), also)


@dataclass(frozen=True, slots=True)
class Interface:
    """What a document promises, or why that is not known. `died`: the child did not survive it."""

    items: tuple[Exported, ...] = ()
    error: str | None = None
    died: bool = False


class InterfaceReader:
    """Reads documents in at most `size` children, for any number of threads. `release` names what `results` depend
    on."""

    def __init__(
        self, size: int, seconds: float = WALL_SECONDS, results: Results | None = None, release: str = ""
    ) -> None:
        self._children = Children(ANALYSER, size, sys.executable, seconds)
        self._answers = Answers(results or Results(), release)

    def close(self) -> None:
        """End all children, waiting for those at work. They can be asked again."""
        self._children.close()

    def read(self, kind: str, oids: Sequence[str], content: Callable[[str], bytes | int]) -> list[Interface]:
        """What each blob promises, in order, by all children at once; `kind` is one of `KINDS`. `content` gives the
        bytes of a blob, or its size when that is too much; it is called in this thread."""

        def read(missing: list[str]) -> list[Interface]:
            contents = [content(oid) for oid in missing]
            with ThreadPoolExecutor(self._children.size) as threads:
                return list(threads.map(lambda one: self._ask(kind, one), contents))

        found = self._answers.once(f"interface {kind}", Interface, {oid: oid for oid in oids}, read)
        return [found[oid] for oid in oids]

    def _ask(self, kind: str, content: bytes | int) -> Interface:
        if isinstance(content, int):
            return Interface(error=f"it has {content:,} bytes; files up to {MAX_DOCUMENT:,} are read")
        try:
            return msgspec.json.decode(self._children.ask(kind.encode() + content), type=Interface)
        except Died as death:
            return Interface(error=str(death), died=True)
        except msgspec.MsgspecError:
            return Interface(error="its reader answered nonsense", died=True)
