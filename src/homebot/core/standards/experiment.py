"""What customers see is tried, or it is said why not.

Checks:
    The description of a pull request with the label `label`. It must have a line `Experiment:` with an https address,
    or a line `No-experiment:` with a reason of at least three words.

Why:
    Whether customers are better off is found out by measuring. A team that ships into another team's service owes it
    that measure, or the reason why there is none.

Passes:
    One of the two lines is there. Without the label nothing is asked.

Fails:
    Neither is there, the address is none of https, or the reason is a word or two.

To fix:
    Add `Experiment: https://...` with the page of the experiment, or `No-experiment: why none is needed`. Take the
    label off where no customer notices anything.
"""

import re
from dataclasses import dataclass

from homebot.core.description_lines import said
from homebot.core.findings import Finding, Report
from homebot.core.reason import LEAST_WORDS, tells_why
from homebot.core.standards_view import View

_ADDRESS = re.compile(r"<?https://[^\s<>/?#@]{1,253}(?:[/?#][^\s<>]{0,2000})?>?")


@dataclass(frozen=True, slots=True)
class Options:
    """`label` is the one that asks for an experiment, in whatever case."""

    label: str = "customer-facing"


def check(view: View, options: Options) -> Report:
    """Looks for one of the two lines."""
    talk = view.snapshot.conversation
    labels = {label.casefold() for label in talk.labels}
    if not view.files or options.label.casefold() not in labels:
        return Report(applicable=False, summary=f"it has no label {options.label}")
    addresses, reasons = said(talk.body, "Experiment"), said(talk.body, "No-experiment")
    if any(_ADDRESS.fullmatch(address) for address in addresses):
        return Report(applicable=True, summary="an experiment is named")
    if any(tells_why(reason) for reason in reasons):
        return Report(applicable=True, summary="it says why there is none")
    summary = "neither an experiment nor a reason why there is none"
    return Report(applicable=True, summary=summary, findings=(_finding(addresses, reasons, options.label),))


def _finding(addresses: tuple[str, ...], reasons: tuple[str, ...], label: str) -> Finding:
    if given := [address for address in addresses if address]:
        message = f"`Experiment:` names “{given[0][:100]}”, which is no https address"
        return Finding(message, "write `Experiment: https://...` with the page of the experiment")
    if given := [reason for reason in reasons if reason]:
        message = f"“{given[0][:100]}” tells nobody why there is no experiment"
        return Finding(message, f"give `No-experiment:` a reason of at least {LEAST_WORDS} words")
    message = f"it is {label} and has neither `Experiment:` nor `No-experiment:`"
    return Finding(message, "add `Experiment: https://...`, or `No-experiment: why none is needed`")
