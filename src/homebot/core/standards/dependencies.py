"""What a service newly depends on is there for a reason.

Checks:
    The manifests that a change touches (`pyproject.toml`, `package.json`, `go.mod`, base images, ...; lock files say
    nothing of what somebody wants). A package that the service asks for directly at run time, and that none of these
    files asked for before, has a line `Dependency: NAME - REASON` in the description. A package that another service
    `provides` is of a service in `may_depend_on`: a list of names, in which `*` stands for any letters.

Why:
    A dependency is added in a minute and carried for years. One on another service ties two teams together, and
    somebody has to want that.

Passes:
    Every new package has its reason. Another version, a package that moves from one file to another, one that only
    tests or builds need, and one of the service's own are not new.

Fails:
    A new package has no line, or its reason is a word or two. One of a service that is not in `may_depend_on` needs a
    decision of a bar raiser for architecture; there is nothing to mend until they have decided.

To fix:
    Add the line, one for each package; the name is the one in the manifest, or the package URL. Or do without it.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from homebot.core.dependency_lines import declares
from homebot.core.description_lines import said
from homebot.core.findings import Finding, Report
from homebot.core.found import Dependencies
from homebot.core.package_names import is_meant, shown
from homebot.core.reason import LEAST_WORDS, tells_why
from homebot.core.standards_view import View

KIND = "architecture"
"""Of the bar raiser who decides on a dependency between services."""
_LINE = re.compile(r"(\S{1,1000}?)(?:[ \t]+[-–—]{1,2}[ \t]+|:[ \t]+)(.*)")  # noqa: RUF001 - dashes as people write them


@dataclass(frozen=True, slots=True)
class Options:
    """`may_depend_on` are the services whose packages may be used without a decision."""

    may_depend_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _New:
    """A package that the service did not ask for before, and where it does now."""

    package: str
    path: str
    line: int | None


def check(view: View, options: Options) -> Report:
    """Holds what is new against the description and the catalogue."""
    found = view.dependencies
    if not any(declares(path) for file in view.files for path in file.paths):
        return Report(applicable=False, summary="no manifest is touched")
    if found is None:
        unknown = Finding("nobody read its manifests", "ask for a new evaluation", error=True)
        return Report(applicable=True, summary="not looked at", findings=(unknown,))
    new, reasons = _new(found, view), _reasons(view)
    missing = [finding for one in new if (finding := _missing(one, reasons)) is not None]
    foreign = [finding for one in new if (finding := _foreign(one, view, options)) is not None]
    errors = _errors(found)
    summary = _summary(len(new), len(missing), len(foreign), len(errors))
    return Report(applicable=True, summary=summary, findings=(*missing, *foreign, *errors))


def _reasons(view: View) -> list[tuple[str, str]]:
    """Names and reasons of the description's lines."""
    lines = (_LINE.fullmatch(text) for text in said(view.snapshot.conversation.body, "Dependency"))
    return [(line[1], line[2]) for line in lines if line is not None]


def _new(found: Dependencies, view: View) -> list[_New]:
    """The first place of each new package, in the order of the files; a service's own packages are none."""
    before = {package for file in found.files for package in file.before}
    new: dict[str, _New] = {}
    for file in found.files:
        for package, line in file.added:
            if package not in before and view.service not in view.providers.get(package, ()):
                new.setdefault(package, _New(package, file.path, line or None))
    return list(new.values())


def _missing(new: _New, reasons: list[tuple[str, str]]) -> Finding | None:
    name = shown(new.package)
    mine = [why for written, why in reasons if is_meant(written, new.package)]
    if any(tells_why(why) for why in mine):
        return None
    fix = f"add `Dependency: {name} - why it is needed` to the description"
    if mine:
        fix = f"give `Dependency: {name} -` a reason of at least {LEAST_WORDS} words"
        return Finding(f"{name} is new, and “{mine[0][:100]}” tells nobody why", fix, new.path, new.line)
    return Finding(f"{name} is new, and no `Dependency:` line says why", fix, new.path, new.line)


def _foreign(new: _New, view: View, options: Options) -> Finding | None:
    """Where a package is another service's, and none of those that provide it may be depended on."""
    services = view.providers.get(new.package, ())
    if not services or any(fnmatchcase(one, glob) for one in services for glob in options.may_depend_on):
        return None
    name = " and ".join(services)
    message = f"{shown(new.package)} is {name}'s, which {view.service or 'this service'} may not depend on"
    fix = f"a bar raiser for {KIND} decides; the Home Team can put {services[0]} in `may_depend_on`"
    return Finding(message, fix, new.path, new.line, decided_by=KIND)


def _errors(found: Dependencies) -> list[Finding]:
    fix = "make it a file that can be read"
    errors = [Finding(f"{one.path} was not read: {one.reason}", fix, one.path, 1, error=True) for one in found.errors]
    if found.cut:
        errors.append(Finding("there are more new packages than are told of", "split the change", error=True))
    return errors


def _summary(new: int, missing: int, foreign: int, errors: int) -> str:
    count = f"{new} new {'dependency' if new == 1 else 'dependencies'}" if new else "no new dependency"
    parts = [count]
    if missing:
        parts.append(f"{missing} without a reason")
    if foreign:
        parts.append(f"{foreign} on a service that it may not depend on")
    if errors:
        parts.append(f"{errors} {'place' if errors == 1 else 'places'} not read")
    return ", ".join(parts)
