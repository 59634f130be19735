"""Changed: the facts of a change between two commits that are at hand. The webhook and `homebot check` both ask here,
one over a mirror, the other over a checkout's objects: that is why they find the same."""

from dataclasses import replace

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.complexity import measure
from homebot.adapters.analysis.patterns import find_matches
from homebot.adapters.git.added import Additions, read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.licences import read_licences
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import Change
from homebot.core.found import Matches
from homebot.core.wanted import Wanted


def read_changed(mirror: Mirror, base: str, head: str, analysis: Analysers, wanted: Wanted) -> Change:
    """Everything between the merge base of two commit ids and `head`, with what analysis says of it as far as some
    standard wants to know.

    Raises:
        GitUnavailable: when one of the commits is not there.
        MirrorCorrupt: when other objects are missing.
    """
    change = read_change(mirror, base, head)
    measured = measure(mirror.objects, change.files, analysis.python)
    return replace(
        change,
        functions=measured.functions,
        errors=measured.errors,
        licences=read_licences(mirror.objects, change.files, wanted.options("licence")),
        matches=_matches(mirror, change, analysis, wanted) if wanted.any_of("pattern") else (),
    )


def _matches(mirror: Mirror, change: Change, analysis: Analysers, wanted: Wanted) -> tuple[Matches, ...]:
    def additions() -> Additions:
        return read_additions(mirror, change.merge_base or change.base, change.head, change.files)

    return find_matches(change.files, wanted.options("pattern"), additions, analysis.patterns)
