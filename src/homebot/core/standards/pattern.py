"""House rules that a regular expression can tell.

Checks:
    Each of the `rules`: whether its RE2 expression matches, anywhere in it, a line that the change adds
    (`where: lines`) or the name of a file that it brings in (`where: names`; a new file, or one that was moved), in
    the files that `paths` cover and `exempt` does not. Generated files are left out.

Why:
    What a team has agreed on is kept when nobody has to remember it. A rule needs no program, and an expression of RE2
    takes time in proportion to the text, whoever wrote it.

Passes:
    `must: be-absent` (default): nothing matches. `be-present`: something does, once in the whole change. `be-in-each`:
    something does in each file.

Fails:
    A rule does not hold; each place is named, with the rule's own `message` and `fix` where it has them.

To fix:
    Do what the rule's `fix` says. A rule that is wrong is the Home Team's to change, in `standards.yaml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from homebot.core.facts import FileChange
from homebot.core.findings import Finding, Report
from homebot.core.found import MatchedIn, Matches
from homebot.core.option_types import Expression, Glob
from homebot.core.paths import matches_any
from homebot.core.standards.size import SOURCES
from homebot.core.standards_view import View

BROUGHT_IN = ("added", "copied", "renamed")
REGULAR = ("100644", "100755")
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression, where it is looked for and what must be of it; `message` and `fix` say it in the team's words."""

    name: str
    pattern: Expression
    where: MatchedIn = "lines"
    must: Literal["be-absent", "be-present", "be-in-each"] = "be-absent"
    paths: tuple[Glob, ...] = ("**",)
    exempt: tuple[Glob, ...] = ()
    message: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """`rules` is a list of them; a profile that extends another and has `rules` replaces the list."""

    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        """A name says which rule is meant.

        Raises:
            ValueError: when two rules have the same.
        """
        names = [rule.name for rule in self.rules]
        if double := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two rules have the name {double}")


def check(view: View, options: Options) -> Report:
    """Holds each rule against what was matched."""
    known = {(found.pattern, found.where): found for found in view.snapshot.change.matches}
    answers: dict[str, tuple[Finding, ...]] = {}
    for rule in options.rules:
        covered = tuple(file.path for file in view.files if concerns(rule, file))
        if covered:
            answers[rule.name] = tuple(_judged(rule, covered, known.get((rule.pattern, rule.where))))
    if not answers:
        return Report(applicable=False, summary="no rule has a say in what changed")
    broken = [name for name, findings in answers.items() if findings]
    findings = tuple(chain.from_iterable(answers.values()))
    return Report(applicable=True, summary=_summary(broken, len(answers)), findings=findings)


def concerns(rule: Rule, file: FileChange) -> bool:
    """Whether a rule has a say about a changed file."""
    if file.generated or not (_adds_lines(file) if rule.where == "lines" else file.kind in BROUGHT_IN):
        return False
    return matches_any(rule.paths, file.path) and not matches_any(rule.exempt, file.path)


def _adds_lines(file: FileChange) -> bool:
    """Whether it gains lines, or is a source file whose lines git cannot tell."""
    if file.kind == "deleted" or file.mode_after not in REGULAR:
        return False
    return file.added > 0 if file.added is not None else matches_any(SOURCES, file.path)


def _judged(rule: Rule, covered: tuple[str, ...], found: Matches | None) -> Iterator[Finding]:
    """What is wrong by one rule in the files it covers."""
    if found is None:
        yield _error(rule, "nobody looked for it")
        return
    inside = frozenset(covered)
    unread = {path: reason for path, reason in found.errors if path in inside}
    if rule.must == "be-absent":
        yield from _present(rule, inside, found)
    elif not found.cut:
        yield from _lacking(rule, covered, found, unread)
    for path, reason in unread.items():
        yield _error(rule, f"{path} was not looked at: {reason}", path)
    if found.cut:
        yield _error(rule, "there are more files than could be told of")


def _present(rule: Rule, inside: frozenset[str], found: Matches) -> Iterator[Finding]:
    what = "line" if rule.where == "lines" else "name"
    for path, line in found.places:
        if path in inside:
            yield _finding(rule, f"the {what} matches `{rule.pattern}`", path, line or None)
    if found.more:
        yield _finding(rule, f"{found.more} more lines match `{rule.pattern}`")


def _lacking(rule: Rule, covered: tuple[str, ...], found: Matches, unread: Mapping[str, str]) -> Iterator[Finding]:
    matched = {path for path, _ in found.places}
    lacking = [path for path in covered if path not in matched and path not in unread]
    if rule.must == "be-in-each":
        for path in lacking:
            yield _finding(rule, f"nothing in it matches `{rule.pattern}`", path, 1)
    elif len(lacking) == len(covered):
        yield _finding(rule, f"nothing here matches `{rule.pattern}`")


def _finding(rule: Rule, otherwise: str, path: str | None = None, line: int | None = None) -> Finding:
    fix = rule.fix or ("take it out" if rule.must == "be-absent" else "add it")
    return Finding(f"{rule.name}: {rule.message or otherwise}", fix, path, line)


def _error(rule: Rule, reason: str, path: str | None = None) -> Finding:
    fix = "split the change, or ask the Home Team to look at the rule"
    return Finding(f"{rule.name}: {reason}", fix, path, error=True)


def _summary(broken: list[str], number: int) -> str:
    if not broken:
        return f"{number} {'rule holds' if number == 1 else 'rules hold'}"
    more = f" and {len(broken) - SHOWN} more" if len(broken) > SHOWN else ""
    return f"{len(broken)} of {number} {'rule' if number == 1 else 'rules'} broken: {', '.join(broken[:SHOWN])}{more}"
