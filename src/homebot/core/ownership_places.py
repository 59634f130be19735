"""Where the ownership files of a repository may lie."""

from collections.abc import Iterable

from homebot.core.catalogues import backstage, codeowners, owners_files

OWN = ".homebot.yml"


def edited_files(paths: Iterable[str]) -> frozenset[str]:
    """Those of the changed paths at which an ownership file may lie."""
    of_root = {OWN, owners_files.ALIASES, *backstage.FILES, *codeowners.PLACES}
    return frozenset(path for path in paths if path in of_root or path.rpartition("/")[2] == owners_files.NAME)


def of_default_branch(path: str) -> bool:
    """Whether a file counts as the default branch has it, whatever the base is."""
    return path == OWN or path in backstage.FILES
