"""The analyser of manifests, in a child process: a path, a line feed and the file's bytes in, a `Manifest` as JSON out.

The formats are `homebot.core.manifests`. Unlike other analysers this one imports homebot: the core, which is the
standard library and nothing else, and the reader of YAML.
"""

import gc
import sys
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[4]))


import msgspec

from homebot.adapters.config.yaml_source import Limits, documents
from homebot.core.manifests import format_of, formats
from homebot.core.manifests.manifest import MAX_BYTES, Manifest, Problem
from homebot.core.wording import printable

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
"""Of addresses, some of which the child's deep stack and its libraries take."""
CPU_SECONDS = 40
LIMITS = Limits(MAX_BYTES, 2_000_000, 64, fast=True)

_DOCUMENTS = partial(documents, limits=LIMITS)


def prepare() -> None:
    """Formats and codecs are read now: a codec that is first needed later cannot be opened any more. Trees of nodes
    have no circles, and are what a collector would look through again and again."""
    gc.disable()
    printable("\0")
    for known in formats():
        known.read(known.files[0], b"\xef\xbb\xbf", _DOCUMENTS)


def exhausted(question: bytes) -> bytes:
    """The answer where the memory of a fresh child is not enough."""
    return msgspec.json.encode(Manifest(problems=(Problem("reading it needs too much memory", 1),)))


def answer(question: bytes) -> bytes:
    """What the file says."""
    path, _, data = question.partition(b"\n")
    name = path.decode("utf-8", "replace")
    known = format_of(name)
    if known is None:
        return msgspec.json.encode(Manifest(problems=(Problem("it is no manifest by its name", 1),)))
    return msgspec.json.encode(known.read(name, data, _DOCUMENTS))
