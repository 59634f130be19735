"""What calls itself unfinished does not go in.

Checks:
    The first line of every commit's message. It must hold none of `words`, whatever the case.

Why:
    Whoever reads the history later cannot tell whether the rest was ever done.

Passes:
    No commit calls itself unfinished.

Fails:
    One does.

To fix:
    Finish it, or fold it into the commit it belongs to: `git rebase -i`.
"""

import re
from dataclasses import dataclass

from homebot.core.findings import Finding, Report
from homebot.core.standards_view import View


@dataclass(frozen=True, slots=True)
class Options:
    """`words` are looked for as whole words."""

    words: tuple[str, ...] = ("wip", "do not merge")


def check(view: View, options: Options) -> Report:
    """Looks at every commit's first line."""
    commits = view.snapshot.change.commits
    if not commits or not view.files:
        return Report(applicable=False, summary="there is no commit")
    word = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in options.words), re.IGNORECASE)
    subjects = {commit.oid[:7]: commit.message.partition("\n")[0] for commit in commits}
    findings = tuple(
        Finding(f"{oid} “{subject[:72]}” calls itself unfinished", "finish it, or fold it into another commit")
        for oid, subject in subjects.items()
        if options.words and word.search(subject)
    )
    summary = f"{len(findings)} of {len(commits)} unfinished" if findings else f"all {len(commits)} finished"
    return Report(applicable=True, summary=summary, findings=findings)
