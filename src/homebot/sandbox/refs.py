"""The refs of a bare repository, without starting git: as it does, loose files first, then `packed-refs`."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LOCK_SECONDS = 10
PLAIN = re.compile(r"refs/[^\x00-\x20\x7f~^:?*\[\\]+")
TRICKY = re.compile(r"\.\.|//|@\{|/\.|/$|\.lock(/|$)")
OID = re.compile(r"[0-9a-f]{40}")


class Refs:
    """One repository's refs. Safe beside git's own writers, which use the same lock files."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, name: str) -> str | None:
        """The id a ref holds, followed through symbolic ones; `None` when there is no such ref."""
        if name != "HEAD" and (not PLAIN.fullmatch(name) or TRICKY.search(name)):
            return None
        try:
            text = (self._path / name).read_text().strip()
        except OSError:  # not there, or a folder of refs
            return self._packed().get(name)
        return self[text.removeprefix("ref: ")] if text.startswith("ref: ") else text

    @property
    def head(self) -> str:
        """The branch `HEAD` points to."""
        return (self._path / "HEAD").read_text().strip().removeprefix("ref: ")

    def __setitem__(self, name: str, oid: str) -> None:
        file = self._path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.with_name(file.name + ".lock")
        ends = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
                break
            except FileExistsError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.01)
        with os.fdopen(handle, "w") as out:
            out.write(f"{oid}\n")
        lock.rename(file)

    def under(self, *prefixes: str) -> list[tuple[str, str]]:
        """Refs whose names begin with one of the prefixes (all, without any), by name, each with its id."""
        wanted = prefixes or ("refs/",)
        found = {name: oid for name, oid in self._packed().items() if name.startswith(wanted)}
        for prefix in wanted:
            for name in self._loose(prefix):
                if (oid := self[name]) is not None:
                    found[name] = oid
        return sorted(found.items(), key=lambda one: os.fsencode(one[0]))

    def _loose(self, prefix: str) -> Iterator[str]:
        """Names of loose refs; a prefix ends anywhere in a name."""
        folder, _, start = prefix.rpartition("/")
        if not f"{folder}/".startswith("refs/") or TRICKY.search(f"{folder}/x"):
            return
        with suppress(FileNotFoundError, NotADirectoryError):
            for name in os.listdir(self._path / folder):
                if name.startswith(start) and not name.endswith(".lock"):
                    place = f"{folder}/{name}"
                    if (self._path / place).is_dir():
                        yield from self._loose(f"{place}/")
                    else:
                        yield place

    def _packed(self) -> dict[str, str]:
        found = {}
        with suppress(FileNotFoundError):
            for line in (self._path / "packed-refs").read_text().splitlines():
                oid, _, name = line.partition(" ")
                if OID.fullmatch(oid):
                    found[name] = oid
        return found
