"""Where a configuration on GitHub lies: `github:OWNER/REPO[/FOLDER]`, as `HOMEBOT_CONFIG` names it (SPEC 3)."""

import re
from dataclasses import dataclass

PREFIX = "github:"
_FOLDERS = r"(?:/[^/\x00-\x1f\x7f:]{1,200}){0,20}"
_ADDRESS = re.compile(rf"([A-Za-z0-9][A-Za-z0-9-]{{0,38}})/([A-Za-z0-9._-]{{1,100}})({_FOLDERS})/?")


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder of a repository's default branch; the root's `folder` is empty. Written `github:OWNER/REPO[/FOLDER]`."""

    owner: str
    name: str
    folder: str = ""

    @property
    def repository(self) -> str:
        """`owner/name` in lower case, as events name it."""
        return f"{self.owner}/{self.name}".lower()

    def __str__(self) -> str:
        return f"{PREFIX}{self.owner}/{self.name}" + (f"/{self.folder}" if self.folder else "")

    def path_of(self, file: str) -> str:
        """The path in the repository of a file as places name it: `acme/governance:config/org.yaml`."""
        return file.removeprefix(f"{self.owner}/{self.name}:")


def remote_folder(source: str) -> RemoteFolder | None:
    """The folder on GitHub that `source` names; `None` when it names one on this machine.

    Raises:
        ValueError: when it begins with `github:` and goes on with no repository and folder.
    """
    if not source.startswith(PREFIX):
        return None
    found = _ADDRESS.fullmatch(source.removeprefix(PREFIX))
    parts = found[3].split("/")[1:] if found else []
    if found is None or found[2] in (".", "..") or {".", "..", ".git"} & set(parts):
        # Not repeated: somebody may have written a password into it.
        raise ValueError("what follows github: is no folder of a repository")
    return RemoteFolder(found[1], found[2].removesuffix(".git"), "/".join(parts))
