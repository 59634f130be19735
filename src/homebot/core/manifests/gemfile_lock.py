"""Bundler's `Gemfile.lock`. What stands under `DEPENDENCIES` is direct; groups are not in it. A gem at the path `.` is
the project itself."""

import re
from dataclasses import dataclass, field

from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, text_of
from homebot.core.manifests.manifest import Manifest, Problem
from homebot.core.wording import quoted

FILES = ("Gemfile.lock", "gems.locked")
KIND = "lock"

_SPEC = re.compile(r"    ([^\s()]{1,200}) \(([^()]{1,200})\)")
_ASKED = re.compile(r"  ([^\s()!]{1,200})!?(?: \([^()]{0,500}\))?!?")
_SOURCES = frozenset({"GEM", "PATH", "GIT", "PLUGIN SOURCE"})
_SECTION = re.compile(r"[A-Z][A-Z ]{1,40}")


@dataclass(slots=True)
class _Lock:
    """What was read so far: specs as (line, name, version, whether it is the project itself)."""

    section: str = ""
    remote: str = ""
    specs: list[tuple[int, str, str, bool]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def take(self, number: int, line: str) -> None:
        """One line of a section."""
        if line.startswith("  remote: "):
            self.remote = line.removeprefix("  remote: ").strip()
        elif self.section == "DEPENDENCIES":
            asked = _ASKED.fullmatch(line)
            self.asked.update([asked[1]] if asked is not None else [])
        elif self.section in _SOURCES and (spec := _SPEC.fullmatch(line)) is not None:
            itself = self.section == "PATH" and self.remote == "."
            # A gem's version has no dash: what follows one is the platform.
            self.specs.append((number, spec[1], spec[2].partition("-")[0], itself))


def read(path: str, data: bytes) -> Manifest:
    """Every gem that is locked, with its version."""
    found = Found("gem")
    text = text_of(data)
    if isinstance(text, Problem):
        return found.take(text)
    lock = _Lock()
    for number, line in found.lines(text):
        if _SECTION.fullmatch(line):
            lock.section, lock.remote = line, ""
        elif lock.section:
            lock.take(number, line)
        elif line.strip():
            found.problem(f"{quoted(line)} stands before any section of a Gemfile.lock", number)
    for number, name, version, itself in lock.specs:
        if itself:
            found.is_(name, version, number)
        else:
            found.needs(name, Bound(version), direct=name in lock.asked, line=number)
    return found.manifest()
