"""No added line holds a credential.

Checks:
    Every added line, of generated files too, for credentials: tokens and keys by their shape, private keys, passwords
    in addresses, and values that look random behind a name like `password`, `secret`, `token` or `api_key`. No comment
    in the change excuses a line.

Why:
    What was pushed once is read by others, and stays in the history when the line is gone.

Passes:
    No added line holds one. Examples (`<password>`, `AKIA...EXAMPLE`), references (`os.environ["TOKEN"]`) and what
    stands under one of the paths in `allow` are none.

Fails:
    A line that holds one. The finding names file, line and kind, never the credential.

To fix:
    Revoke it first: it is known now. Then take it out of the change and read it from the environment or a secret store.
"""

from dataclasses import dataclass

from homebot.core.directory import Strength
from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.found import AnalysisError, SecretFound, Secrets
from homebot.core.option_types import Glob
from homebot.core.paths import matches_any
from homebot.core.standards.size import SOURCES
from homebot.core.standards_view import View

STRENGTH: Strength = "floor"
TEXTS = (
    *SOURCES,
    ".env*", "*.env", "*.json", "*.yaml", "*.yml", "*.toml", "*.ini", "*.cfg", "*.conf", "*.properties", "*.xml",
    "*.tf", "*.tfvars", "*.txt", "*.md", "*.rst", "*.pem", "*.key", "*.html", "*.csv", "*.ipynb", "Dockerfile",
)  # fmt: skip
"""Files that are text by their names. When git finds no lines in one, that is no reason to trust it."""
_REGULAR = ("100644", "100755", None)
_FIX = "revoke it, take it out of the change, and read it from the environment or a secret store"


@dataclass(frozen=True, slots=True)
class Options:
    """`allow` are patterns of paths whose credentials open nothing, such as keys made for tests."""

    allow: tuple[Glob, ...] = ()


def check(view: View, options: Options) -> Report:
    """Shows where the search found something, and what could not be searched."""
    files = [file for file in view.files if _may_hold(file) and not matches_any(options.allow, file.path)]
    if not files:
        return Report(applicable=False, summary="no line is added")
    if view.secrets is None:
        unknown = Finding("nobody searched this change for credentials", "ask for a new evaluation", error=True)
        return Report(applicable=True, summary="not searched", findings=(unknown,))
    found, errors = _found(view.secrets, files), _errors(view.secrets, files)
    return Report(applicable=True, summary=_summary(found, errors), findings=(*found, *errors))


def _found(secrets: Secrets, files: list[FileChange]) -> list[Finding]:
    searched = {file.path for file in files}
    return [_finding(one) for one in secrets.found if one.path in searched]


def _errors(secrets: Secrets, files: list[FileChange]) -> list[Finding]:
    searched = {file.path for file in files}
    errors = [_error(one) for one in secrets.errors if one.path in searched]
    return errors + [_unreadable(file.path) for file in files if file.added is None and matches_any(TEXTS, file.path)]


def _may_hold(file: FileChange) -> bool:
    return file.kind != "deleted" and file.added != 0 and file.mode_after in _REGULAR


def _finding(found: SecretFound) -> Finding:
    return Finding(f"a credential: {found.kind}", _FIX, found.path, found.line, found.line)


def _error(error: AnalysisError) -> Finding:
    message = f"{error.path} was not searched to its end: {error.reason}"
    return Finding(message, "split the change, or ask the Home Team to look at it", error.path, 1, error=True)


def _unreadable(path: str) -> Finding:
    message = f"{path} was not searched: it is too large, or git takes it for binary"
    return Finding(message, "make it a text of less than 4 MiB", path, error=True)


def _summary(found: list[Finding], errors: list[Finding]) -> str:
    parts = []
    if found:
        parts.append(f"{len(found)} {'credential' if len(found) == 1 else 'credentials'} in added lines")
    if errors:
        parts.append(f"{len(errors)} {'file' if len(errors) == 1 else 'files'} not searched to the end")
    return "; ".join(parts) or "no credential in added lines"
