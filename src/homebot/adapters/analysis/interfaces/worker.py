"""The analyser of interface documents, in a child process: a letter and the file's bytes in, JSON out.

`P`: protobuf; `Y`: YAML; `J`: JSON. The answer is `{"items": [...]}`, none of them where YAML or JSON is no OpenAPI
document, or `{"error": "why"}`. As the one of manifests it imports homebot's core and its reader of YAML.
"""

import gc
import json
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[4]))

from homebot.adapters.config.yaml_source import Limits, documents
from homebot.core.manifests import json_nodes
from homebot.core.manifests.manifest import Problem
from homebot.core.nodes import Node
from homebot.core.public_surface.items import MAX_DOCUMENT
from homebot.core.wording import printable

from . import openapi, protobuf

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
CPU_SECONDS = 10
LIMITS = Limits(MAX_DOCUMENT, 500_000, 64, fast=True)


def prepare() -> None:
    """Codecs are loaded from files. A child that has grown is replaced, so nothing needs to look for garbage."""
    gc.disable()
    printable("\0")
    for kind, text in ((b"P", b"\xef\xbb\xbf"), (b"Y", b"\xef\xbb\xbfa: 1"), (b"J", b"\xef\xbb\xbf{}")):
        answer(kind + text)


def answer(question: bytes) -> bytes:
    """The answer to one question."""
    return json.dumps(_surface(question[:1], question[1:])).encode()


def exhausted(question: bytes) -> bytes:
    """The answer when the memory of a fresh child is not enough."""
    return json.dumps({"error": f"reading it needs more than {MEMORY_BYTES >> 20} MiB of memory"}).encode()


def _surface(kind: bytes, data: bytes) -> dict[str, Any]:
    try:
        if kind == b"P":
            return {"items": protobuf.surface(data)}
        root = _json(data) if kind == b"J" else _yaml(data)
        return root if isinstance(root, dict) else {"items": openapi.surface(root) if root is not None else []}
    except UnicodeDecodeError as error:
        return {"error": f"the byte 0x{data[error.start]:02x} is not UTF-8"}
    except ValueError as error:
        return {"error": str(error)[:300]}
    except RecursionError:
        return {"error": "it is nested too deeply"}


def _yaml(data: bytes) -> Node | dict[str, Any] | None:
    found = documents("", data, LIMITS)
    if found.faults:
        fault = found.faults[0]
        return {"error": f"line {fault.place.line}: {fault.message}"}
    return found.roots[0] if found.roots else None


def _json(data: bytes) -> Node | dict[str, Any]:
    found = json_nodes.read(data)
    return {"error": f"line {found.line}: {found.text}"} if isinstance(found, Problem) else found
