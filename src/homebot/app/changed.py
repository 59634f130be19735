"""Changed: the facts of a change between two commits that are at hand. The webhook and `homebot check` both ask here,
one over a mirror, the other over a checkout's objects: that is why they find the same."""

from dataclasses import replace

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.complexity import measure
from homebot.adapters.analysis.maintainability import indexed
from homebot.adapters.analysis.others import measure_others
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import Change
from homebot.core.wanted import Wanted


def read_changed(mirror: Mirror, base: str, head: str, analysis: Analysers, wanted: Wanted) -> Change:
    """Everything between the merge base of two commit ids and `head`, with what analysis says of it as far as some
    standard wants to know.

    Raises:
        GitUnavailable: when one of the commits is not there.
        MirrorCorrupt: when other objects are missing.
    """
    change = read_change(mirror, base, head)
    if wanted.any_of("complexity"):
        change = _counted(mirror, change, analysis, wanted)
    if wanted.any_of("maintainability"):
        kept = indexed(mirror.objects, change.files, analysis.python)
        change = replace(change, maintainability=kept.files, maintainability_errors=kept.errors)
    return change


def _counted(mirror: Mirror, change: Change, analysis: Analysers, wanted: Wanted) -> Change:
    """The change with its touched functions, whichever tool counts them."""
    cognitive = any(options.cognitive_max is not None for options in wanted.options("complexity"))
    python = measure(mirror.objects, change.files, analysis.python, cognitive=cognitive)
    others = measure_others(mirror.objects, change.files, analysis.others)
    functions = sorted((*python.functions, *others.functions), key=lambda one: (one.path, one.line, one.name))
    errors = sorted((*python.errors, *others.errors), key=lambda error: error.path)
    return replace(change, functions=tuple(functions), errors=tuple(errors))
