"""An edit of ownership files leaves them readable, and brings in no rule that cannot work.

Not a standard that a profile sets: it is judged in every repository with services, of whoever edits CODEOWNERS, OWNERS,
OWNERS_ALIASES, catalog-info.yaml or .homebot.yml; and in the repository of the configuration, of its four files.

Checks:
    Whether each edited file can be read as it would be after the merge; and whether the edit brings in owners GitHub
    does not know, rules that match no file or never count, and files that hang on one person alone.
Why:
    A file that cannot be read leaves paths without their owners, and nobody notices until a review goes to nobody.
Passes:
    An edit that is read whole. What was wrong before is not charged to it.
Fails:
    A file that would not be read, or not from some line on: it blocks where a service of the repository is enforced.
    Everything else is advice.
To fix:
    Mend the line that is named; `homebot check` shows the same before you push.
"""

from collections.abc import Sequence
from typing import get_args

from homebot.core.decision import Judgement
from homebot.core.directory import Directory, Mode, Strength
from homebot.core.findings import Finding
from homebot.core.ownership import Fault
from homebot.core.proposal import Proposal

NAME = "ownership"
"""What such a judgement is called in the place of a standard."""
_MODES: tuple[Mode, ...] = get_args(Mode)


def judged(proposal: Proposal | None, directory: Directory, repository: str) -> tuple[Judgement, ...]:
    """The judgements on an edit, about the repository as a whole: one on what would be broken, and advice on the rest.
    None where nothing is wrong."""
    if proposal is None:
        return ()
    concerned = directory.services.values() if proposal.everywhere else directory.services_of_repository(repository)
    modes = {service.mode for service in concerned}
    mode: Mode = max(modes, key=_MODES.index, default="observe")
    broken = _judgement(repository, mode, "standard", "would be broken after the merge", proposal.broken)
    return (*broken, *_judgement(repository, mode, "advice", "would not do what is meant", proposal.lint))


def _judgement(
    repository: str, mode: Mode, strength: Strength, said: str, faults: Sequence[Fault]
) -> tuple[Judgement, ...]:
    if not faults:
        return ()
    files = tuple(dict.fromkeys(fault.place.file for fault in faults))
    what = files[0] if len(files) == 1 else f"{len(files)} files"
    findings = tuple(_finding(fault) for fault in faults)
    return (Judgement(repository, NAME, strength, mode, "fail", f"{what} {said}", findings),)


def _finding(fault: Fault) -> Finding:
    column = f" (column {fault.place.column})" if fault.place.column > 1 else ""
    return Finding(f"{fault.message}{column}", fault.fix, fault.place.file, fault.place.line)
