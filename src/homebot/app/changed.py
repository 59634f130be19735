"""Changed: the facts of a change between two commits that are at hand. The webhook and `homebot check` both ask here,
one over a mirror, the other over a checkout's objects: that is why they find the same."""

from dataclasses import replace

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.complexity import measure
from homebot.adapters.analysis.lint import find_lint
from homebot.adapters.analysis.secrets import find_secrets
from homebot.adapters.git.added import read_additions
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
    measured = measure(mirror.objects, change.files, analysis.python)
    change = replace(change, functions=measured.functions, errors=measured.errors)
    if change.merge_base is None or not wanted.any_of("secrets", "lint"):
        return change
    additions = read_additions(mirror, change.merge_base, head, change.files)
    secrets = find_secrets(additions, analysis.secrets) if wanted.any_of("secrets") else None
    lint = None
    if wanted.any_of("lint"):
        lint = find_lint(mirror, change.merge_base, change.files, additions, analysis.ruff)
    return replace(change, secrets=secrets, lint=lint)
