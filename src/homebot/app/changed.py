"""Changed: the facts of a change between two commits that are at hand. The webhook and `homebot check` both ask here,
one over a mirror, the other over a checkout's objects: that is why they find the same."""

from dataclasses import replace

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.complexity import measure
from homebot.adapters.analysis.others import measure_others
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import Change, FunctionComplexity
from homebot.core.wanted import Wanted


def read_changed(mirror: Mirror, base: str, head: str, analysis: Analysers, wanted: Wanted) -> Change:
    """Everything between the merge base of two commit ids and `head`, with what analysis says of it as far as some
    standard wants to know.

    Raises:
        GitUnavailable: when one of the commits is not there.
        MirrorCorrupt: when other objects are missing.
    """
    change = read_change(mirror, base, head)
    held = wanted.options("complexity")
    if not held:
        return change
    cognitive = any(options.cognitive_max is not None for options in held)
    found = (
        measure(mirror.objects, change.files, analysis.python, cognitive=cognitive),
        measure_others(mirror.objects, change.files, analysis.others),
    )
    return replace(
        change,
        functions=tuple(sorted((one for part in found for one in part.functions), key=_place)),
        errors=tuple(sorted((one for part in found for one in part.errors), key=lambda error: error.path)),
    )


def _place(function: FunctionComplexity) -> tuple[str, int, str]:
    return function.path, function.line, function.name
