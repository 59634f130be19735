"""New source files say under which licence they may be used.

Checks:
    The first 30 lines of every source file that the change brings in (`source`, less `exempt`). One of them must hold
    `SPDX-License-Identifier:` and one of the expressions in `spdx`. Generated and empty files are left out.

Why:
    A file is copied without its repository. Whoever finds it must be able to tell what they may do with it.

Passes:
    Every new source file carries an expression that is set; the case of letters does not matter.

Fails:
    A new source file carries none, or another one.

To fix:
    Add the line as a comment at the top of the file. A file that is somebody else's keeps its own licence: ask the Home
    Team whether it may come in.
"""

from dataclasses import dataclass

from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.found import LicenceTags
from homebot.core.option_types import Glob
from homebot.core.paths import matches_any
from homebot.core.standards.size import SOURCES
from homebot.core.standards_view import View

TAG = "SPDX-License-Identifier"
NEW = ("added", "copied", "type-changed")
REGULAR = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Options:
    """`spdx` are the expressions of which one must be there, such as `MIT`; `exempt` are patterns of files without."""

    spdx: tuple[str, ...] = ()
    source: tuple[Glob, ...] = SOURCES
    exempt: tuple[Glob, ...] = ()


def check(view: View, options: Options) -> Report:
    """Compares what each new file says with what is set."""
    files = [file for file in view.files if wants_tag(file, options)]
    if not files:
        return Report(applicable=False, summary="no source file is new")
    known = {tags.path: tags for tags in view.snapshot.change.licences}
    said = [known.get(file.path, LicenceTags(file.path, error="nobody looked into it")) for file in files]
    findings = tuple(_finding(tags, options) for tags in said if not _carries(tags, options))
    return Report(applicable=True, summary=_summary(len(files), len(findings), options), findings=findings)


def _summary(number: int, wrong: int, options: Options) -> str:
    count = f"{number} new source {'file' if number == 1 else 'files'}"
    return f"{count}, {wrong} without its licence" if wrong else f"{count} with {_wanted(options)}"


def wants_tag(file: FileChange, options: Options) -> bool:
    """Whether a changed file is a new source file that must carry a licence."""
    if not options.spdx or file.kind not in NEW or file.generated or file.mode_after not in REGULAR or file.added == 0:
        return False
    return matches_any(options.source, file.path) and not matches_any(options.exempt, file.path)


def _folded(expression: str) -> str:
    return " ".join(expression.split()).casefold()


def _carries(tags: LicenceTags, options: Options) -> bool:
    allowed = {_folded(one) for one in options.spdx}
    return tags.error is None and any(_folded(one) in allowed for one in tags.expressions)


def _wanted(options: Options) -> str:
    return " or ".join(options.spdx)


def _finding(tags: LicenceTags, options: Options) -> Finding:
    path = tags.path
    if tags.error is not None:
        fix = "make it smaller, or have it exempted or marked as generated"
        return Finding(f"the licence of {path} cannot be read: {tags.error}", fix, path, 1, error=True)
    if tags.expressions:
        message = f"{path} is under {', '.join(tags.expressions)}; new files here are under {_wanted(options)}"
        return Finding(message, "ask the Home Team whether it may come in", path, 1)
    return Finding(f"{path} names no licence", f"add the comment `{TAG}: {options.spdx[0]}` at its top", path, 1)
