"""Changed: the facts of a change between two commits that are at hand. The webhook and `homebot check` both ask here,
one over a mirror, the other over a checkout's objects: that is why they find the same."""

from dataclasses import replace

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.complexity import measure
from homebot.adapters.analysis.coverage import Reports, cover
from homebot.adapters.git.added import read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.tree import file_paths
from homebot.core.coverage import Coverage
from homebot.core.facts import Change
from homebot.core.wanted import Wanted


def read_changed(
    mirror: Mirror, base: str, head: str, analysis: Analysers, wanted: Wanted, reports: Reports | None = None
) -> Change:
    """Everything between the merge base of two commit ids and `head`, with what analysis says of it as far as some
    standard wants to know. `reports` are the coverage reports of the head, `None` when nobody looked for any.

    Raises:
        GitUnavailable: when one of the commits is not there.
        MirrorCorrupt: when other objects are missing.
    """
    change = read_change(mirror, base, head)
    measured = measure(mirror.objects, change.files, analysis.python)
    covered = _coverage(mirror, change, reports) if wants_coverage(wanted) else None
    return replace(change, functions=measured.functions, errors=measured.errors, coverage=covered)


def wants_coverage(wanted: Wanted) -> bool:
    """Whether some service asks how many of the changed lines are covered."""
    return any(options.changed_lines_covered is not None for options in wanted.options("tests"))


def _coverage(mirror: Mirror, change: Change, reports: Reports | None) -> Coverage:
    if reports is None:
        return Coverage(asked=False)
    if not reports.named or change.merge_base is None:
        return Coverage(stamp=reports.stamp)
    additions = read_additions(mirror, change.merge_base, change.head, change.files)
    return cover(reports, file_paths(mirror, change.head), additions)
