"""The file of anchors in the governance repository: read, and added to by a commit."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import CallFailed, Gone
from homebot.core.credit.anchors import Anchor, line

PATH = "ledger-anchors.jsonl"
"""At the root of the default branch. GitHub gives the content of files up to 1 MiB, which are ten thousand anchors."""


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """The file's text, and its blob's id, by which GitHub knows what a new one replaces; `None` when there is none."""

    text: str = ""
    blob: str | None = None


def read_file(client: Client, repository: str) -> AnchorFile:
    """The file as it is now; an empty one where there is none. Raises a `CallFailed`."""
    try:
        answer = client.read("anchors", _path(repository))
    except Gone:
        return AnchorFile()
    if not isinstance(answer, dict) or answer.get("type") != "file":
        raise CallFailed(f"{PATH} in {repository} is no file")
    if answer.get("encoding") != "base64":
        raise CallFailed(f"{PATH} in {repository} is too large for GitHub to show it; move its lines away")
    return AnchorFile(_decoded(client, answer), str(answer.get("sha") or ""))


def _decoded(client: Client, answer: dict[str, Any]) -> str:
    try:
        return base64.b64decode(str(answer.get("content") or "")).decode("ascii", errors="replace")
    except binascii.Error:
        raise client.unreadable("anchors") from None


def add(client: Client, repository: str, file: AnchorFile, anchor: Anchor) -> None:
    """Commits one more anchor. GitHub refuses it where the file is not what was read; then read it again.

    Raises:
        CallFailed: after `Later` it may be there.
    """
    start = file.text if not file.text or file.text.endswith("\n") else f"{file.text}\n"
    body = {
        "message": f"Ledger: entry {anchor.seq}\n\nThe hash of the newest entry of homebot's ledger.",
        "content": base64.b64encode(f"{start}{line(anchor)}".encode()).decode(),
    }
    client.write("anchor", "PUT", _path(repository), body | ({"sha": file.blob} if file.blob else {}))


def _path(repository: str) -> str:
    return f"/repos/{repository}/contents/{PATH}"
