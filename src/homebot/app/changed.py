"""Changed: the facts of a change between two commits that are at hand. The webhook and `homebot check` both ask here,
one over a mirror, the other over a checkout's objects: that is why they find the same."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.coverage.coverage import Reports, cover
from homebot.adapters.analysis.lizard.others import measure_others
from homebot.adapters.analysis.manifests.changed import find_dependencies
from homebot.adapters.analysis.patterns.patterns import find_matches
from homebot.adapters.analysis.public_surface import find_surface
from homebot.adapters.analysis.python.complexity import measure
from homebot.adapters.analysis.python.maintainability import indexed
from homebot.adapters.analysis.ruff.lint import find_lint
from homebot.adapters.analysis.secrets.secrets import find_secrets
from homebot.adapters.git.added import Additions, read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.licences import read_licences
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.tree import file_paths
from homebot.core.coverage import Coverage
from homebot.core.facts import Change, FunctionComplexity
from homebot.core.wanted import Wanted


def read_changed(
    mirror: Mirror,
    base: str,
    head: str,
    analysis: Analysers,
    wanted: Wanted,
    reports: Reports | None = None,
    *,
    for_debt: bool = False,
) -> Change:
    """Everything between the merge base of two commit ids and `head`, with what analysis says of it as far as some
    standard wants to know. `reports` are the coverage reports of the head, `None` when nobody looked for any.
    `for_debt`: complexity is wanted in any case, for what the change leaves behind.

    Raises:
        GitUnavailable: when one of the commits is not there.
        MirrorCorrupt: when other objects are missing.
    """
    return analysed(read_change(mirror, base, head), mirror, analysis, wanted, reports, for_debt=for_debt)


def analysed(
    change: Change,
    mirror: Mirror,
    analysis: Analysers,
    wanted: Wanted,
    reports: Reports | None = None,
    *,
    for_debt: bool = False,
) -> Change:
    """A change that was read from a mirror, with what analysis says of it. Raises as `read_changed`."""
    if for_debt or wanted.any_of("complexity"):
        change = _counted(change, mirror, analysis, wanted)
    if wanted.any_of("maintainability"):
        kept = indexed(mirror.objects, change.files, analysis.python)
        change = replace(change, maintainability=kept.files, maintainability_errors=kept.errors)
    if wanted.any_of("dependencies"):
        found = find_dependencies(mirror.objects, change.files, analysis.manifests)
        change = replace(change, dependencies=found)
    if wanted.any_of("architecture"):
        change = replace(
            change, surface=find_surface(mirror.objects, change.files, analysis, wanted.options("architecture"))
        )
    analysis.results.flush()
    if wanted.any_of("licence"):
        change = replace(change, licences=read_licences(mirror.objects, change.files, wanted.options("licence")))
    return _with_lines_read(change, mirror, analysis, wanted, reports)


def wants_coverage(wanted: Wanted) -> bool:
    """Whether some service asks how many of the changed lines are covered."""
    return any(options.changed_lines_covered is not None for options in wanted.options("tests"))


def _counted(change: Change, mirror: Mirror, analysis: Analysers, wanted: Wanted) -> Change:
    """With the functions it adds, touches and removes, in every language."""
    cognitive = any(options.cognitive_max is not None for options in wanted.options("complexity"))
    found = (
        measure(mirror.objects, change.files, analysis.python, cognitive=cognitive),
        measure_others(mirror.objects, change.files, analysis.others),
    )
    return replace(
        change,
        functions=tuple(sorted((one for part in found for one in part.functions), key=_place)),
        errors=tuple(sorted((one for part in found for one in part.errors), key=lambda error: error.path)),
        removed=tuple(one for part in found for one in part.removed),
    )


def _place(function: FunctionComplexity) -> tuple[str, int, str]:
    return function.path, function.line, function.name


def _with_lines_read(
    change: Change, mirror: Mirror, analysis: Analysers, wanted: Wanted, reports: Reports | None
) -> Change:
    """With what its added lines say; they are read once, and only where somebody asks."""
    merge_base = change.merge_base
    if merge_base is None:
        return change

    @cache
    def additions() -> Additions:
        return read_additions(mirror, merge_base, change.head, change.files)

    if wanted.any_of("pattern"):
        matches = find_matches(change.files, wanted.options("pattern"), additions, analysis.patterns)
        change = replace(change, matches=matches)
    if wanted.any_of("secrets"):
        change = replace(change, secrets=find_secrets(additions(), analysis.secrets))
    if wanted.any_of("lint"):
        lint = find_lint(mirror, merge_base, change.files, additions(), analysis.ruff)
        change = replace(change, lint=lint)
    if wants_coverage(wanted):
        change = replace(change, coverage=_coverage(mirror, change, reports, additions))
    return change


def _coverage(mirror: Mirror, change: Change, reports: Reports | None, additions: Callable[[], Additions]) -> Coverage:
    if reports is None:
        return Coverage(asked=False)
    if not reports.named:
        return Coverage(stamp=reports.stamp)
    return cover(reports, file_paths(mirror, change.head), additions())
