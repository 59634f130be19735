"""What others rely on changes together with what is said of it.

Checks:
    Whether a change to a file that matches `public` comes with a change to one that matches `docs`, or with an entry
    in a changelog (`changelog`), wherever in the repository that lies. Generated files and mere modes do not count on
    either side.

Why:
    People outside the team learn of a change by reading. What is written down a week later is not written down.

Passes:
    A documentation page is edited, a new one added, or a changelog gains a line. Taking a page away counts when what it
    described goes too.

Fails:
    A public file is added, edited, renamed or deleted, and nothing is said of it.

To fix:
    Say what changes for whoever uses it: edit the page that tells of it, or add an entry to the changelog.
"""

from dataclasses import dataclass

from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.option_types import Glob
from homebot.core.paths import matches_any
from homebot.core.standards_view import View

DOCS = ("docs/**", "doc/**", "**/docs/**", "*.md", "*.mdx", "*.rst", "*.adoc")
CHANGELOG = (
    "CHANGELOG", "CHANGELOG.*", "CHANGES", "CHANGES.*", "HISTORY.*", "NEWS", "NEWS.*", "changelog.d/**",
    "newsfragments/**", ".changeset/**",
)  # fmt: skip
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Options:
    """`public` are the files others rely on, `docs` and `changelog` those that tell of them; all are patterns."""

    public: tuple[Glob, ...] = ()
    docs: tuple[Glob, ...] = DOCS
    changelog: tuple[Glob, ...] = CHANGELOG


def check(view: View, options: Options) -> Report:
    """Looks for words beside the deeds."""
    public = [file for file in view.files if _is_public(file, options)]
    if not public:
        return Report(applicable=False, summary="no public file is changed")
    gone = all(file.kind == "deleted" for file in public)
    files = f"{len(public)} public {'file' if len(public) == 1 else 'files'}"
    telling = next((file for file in view.snapshot.change.files if _tells(file, gone, options)), None)
    if telling is not None:
        return Report(applicable=True, summary=f"{files}, told of in {telling.path}")
    return Report(applicable=True, summary=f"{files}, nothing said of it", findings=(_finding(public),))


def _changes(file: FileChange) -> bool:
    """Whether it is another file than before: by its content or its name, and not by its mode alone."""
    return not file.generated and (file.before != file.after or file.kind == "renamed")


def _is_page(file: FileChange, options: Options) -> bool:
    return matches_any((*options.docs, *options.changelog), file.path)


def _is_public(file: FileChange, options: Options) -> bool:
    covered = any(matches_any(options.public, path) for path in file.paths)
    return covered and _changes(file) and not _is_page(file, options)


def _tells(file: FileChange, gone: bool, options: Options) -> bool:
    """Whether a reader finds something new in it, or misses what is gone."""
    if not _changes(file) or not _is_page(file, options):
        return False
    if file.kind == "deleted":
        return gone
    if matches_any(options.changelog, file.path):
        return file.added is None or file.added > 0
    return file.before != file.after


def _finding(public: list[FileChange]) -> Finding:
    more = f" and {len(public) - SHOWN} more" if len(public) > SHOWN else ""
    named = ", ".join(file.path for file in public[:SHOWN]) + more
    first = public[0]
    line = None if first.kind == "deleted" else 1
    return Finding(
        f"nothing is said of {named}", "edit the page that tells of it, or add a changelog entry", first.path, line
    )
