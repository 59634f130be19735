"""`.gitmodules`: the repositories on GitHub that are part of this one. Which commit of them is in the tree and not in
the file, so there is no version. A relative address depends on where this repository is, and is a problem here."""

import re

from homebot.core.manifests.found import Found, text_of
from homebot.core.manifests.manifest import Manifest, Problem
from homebot.core.wording import quoted

FILES = (".gitmodules",)
KIND = "manifest"

_SECTION = re.compile(r"\s*\[\s*submodule\s+\"[^\"]{0,1000}\"\s*\]\s*", re.IGNORECASE)
_ENTRY = re.compile(r"\s*[A-Za-z][A-Za-z0-9-]{0,100}\s*(?:=.{0,2000})?")
_GITHUB = re.compile(
    r"(?:(?:https?|git|ssh)://(?:[^@/\s]{1,200}@)?(?:www\.)?github\.com(?::\d{1,5})?/|(?:[^@/\s]{1,200}@)?github\.com:/?)"
    r"([^/\s]{1,100}/[^/\s]{1,200}?)(?:\.git)?/?",
    re.IGNORECASE,
)


def read(path: str, data: bytes) -> Manifest:
    """The repositories."""
    found = Found("github")
    text = text_of(data)
    if isinstance(text, Problem):
        return found.take(text)
    for number, line in found.lines(text):
        key, _, value = line.partition("=")
        if key.strip().lower() == "url":
            _module(value.strip().strip('"'), number, found)
        elif not _SECTION.fullmatch(line) and not _ENTRY.fullmatch(line) and not re.match(r"\s*(?:[#;]|$)", line):
            found.problem(f"{quoted(line)} is nothing of a .gitmodules", number)
    return found.manifest()


def _module(url: str, line: int, found: Found) -> None:
    github = _GITHUB.fullmatch(url)
    if github is not None:
        found.needs(github[1], line=line)
    elif url.startswith(("./", "../")):
        found.problem(f"{quoted(url)} is relative; write the address in full", line)
