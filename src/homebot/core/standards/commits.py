"""Every commit says what it does in a form that tools can read, and who stands for it.

Checks:
    The message of each commit of the change. With `conventional` (default on) its first line reads
    `type(scope)!: description` as Conventional Commits has it, with one of `types`, one of `scopes` where some are set,
    and an empty line behind it. With `dco` it has a `Signed-off-by:` line with its author's e-mail address. Merges
    are left out, and for `conventional` git's own reverts.

Why:
    Release notes and version numbers are made from these lines. A sign-off says that the author may give the code away.

Passes:
    All commits of the change keep to the form. `fixup!` and `squash!` count as the commit they will be folded into,
    unless `fixups` is off.

Fails:
    A commit has another first line, an unknown type or scope, a breaking change that is not marked as such, or no
    sign-off of its author's.

To fix:
    Reword it: `git rebase -i` and `reword`, or `git commit --amend` for the last one. `git rebase --signoff` adds
    sign-offs. Then push with `--force-with-lease`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from homebot.core.facts import CommitFacts
from homebot.core.findings import Finding, Report
from homebot.core.standards_view import View

TYPES = ("feat", "fix", "docs", "test", "refactor", "perf", "build", "ci", "chore", "style", "revert")
_HEADER = re.compile(r"(?P<type>[^\W\d_][\w-]*)(?:\((?P<scope>[^()]*)\))?!?: *(?P<description>.*)")
_REVERT = re.compile(r'(?:Revert|Reapply) ".*"')
_FOLDED = re.compile(r"(?:(?:fixup|squash|amend)! )+")
_SIGN_OFF = re.compile(r"^signed-off-by:[^<\n]*<([^<>\n]*)>[ \t]*$", re.IGNORECASE | re.MULTILINE)
_BREAKING = re.compile(r"^(?:BREAKING[ -]CHANGE|(?i:breaking[ -]changes?) ?:).*$", re.MULTILINE)
_MARKED = re.compile(r"BREAKING[ -]CHANGE: \S")
_LONGEST = 72


@dataclass(frozen=True, slots=True)
class Options:
    """`types` and `scopes` are those allowed (none: any); `scope_needed` asks for one, `dco` for sign-offs."""

    conventional: bool = True
    types: tuple[str, ...] = TYPES
    scopes: tuple[str, ...] = ()
    scope_needed: bool = False
    fixups: bool = True
    dco: bool = False


def check(view: View, options: Options) -> Report:
    """Reads every commit, the newest first."""
    commits = [commit for commit in view.snapshot.change.commits if not commit.merge]
    if not commits or not view.files or not (options.conventional or options.dco):
        return Report(applicable=False, summary="no commit is to be judged")
    faults = [found for commit in commits if (found := _of(commit, options))]
    unread = [_unread()] if view.snapshot.change.commits_cut else []
    findings = (*chain.from_iterable(faults), *unread)
    return Report(applicable=True, summary=_summary(len(commits), len(faults)), findings=findings)


def _of(commit: CommitFacts, options: Options) -> list[Finding]:
    return [Finding(f"{_named(commit)} {what}", fix) for what, fix in _faults(commit, options)]


def _summary(number: int, wrong: int) -> str:
    count = f"{number} {'commit' if number == 1 else 'commits'}"
    return f"{wrong} of {count} to reword" if wrong else f"{count} in form"


def _unread() -> Finding:
    return Finding("there are more commits than were read", "squash them, or split the change", error=True)


def _named(commit: CommitFacts) -> str:
    subject = commit.message.partition("\n")[0].strip()
    return f"{commit.oid[:7]} “{subject[:_LONGEST]}{'…' if len(subject) > _LONGEST else ''}”"


_Fault = tuple[str, str]


def _faults(commit: CommitFacts, options: Options) -> Iterator[_Fault]:
    """What is wrong with a message and what to do about it."""
    if options.conventional:
        yield from _form(commit.message, options)
    if options.dco:
        yield from _signature(commit)


def _form(message: str, options: Options) -> Iterator[_Fault]:
    subject, _, body = message.partition("\n")
    folded = _FOLDED.match(subject)
    if folded and not options.fixups:
        yield "is to be folded into another commit", "run `git rebase -i --autosquash`"
    subject = subject[folded.end() :] if folded else subject
    if _REVERT.fullmatch(subject.strip()):
        return
    yield from _subject(subject.strip(), options)
    if body and body.partition("\n")[0].strip():
        yield "has no empty line after its first", "leave a line empty between the subject and what follows"
    yield from _breaking(body)


def _subject(subject: str, options: Options) -> Iterator[_Fault]:
    header = _HEADER.fullmatch(subject)
    if header is None or not _known([header["type"]], options.types):
        yield _no_type(header, options)
        return
    yield from _scope(header, options)
    if not header["description"].strip() or subject[header.start("description") - 1] != " ":
        yield "says nothing after `: `", "write a colon, a space, and what the commit does"


def _scope(header: re.Match[str], options: Options) -> Iterator[_Fault]:
    """What is wrong with the scope. Several may stand in one pair of brackets."""
    scope = header["scope"]
    if scope is None:
        if options.scope_needed:
            wanted = options.scopes[0] if options.scopes else "scope"
            yield "has no scope", f"write `{header['type']}({wanted}): ...`"
    elif not _known(re.split(r"[,/]", scope), options.scopes):
        allowed = f"take one of {', '.join(options.scopes)}" if options.scopes else "write one between the brackets"
        yield f"has the scope “{scope[:_LONGEST]}”", allowed


def _no_type(header: re.Match[str] | None, options: Options) -> _Fault:
    if header is None:
        return "has no type", f"begin with `{options.types[0] if options.types else 'type'}: ` or another type"
    return f"has the type “{header['type'][:_LONGEST]}”", f"take one of {', '.join(options.types)}"


def _known(words: list[str], allowed: tuple[str, ...]) -> bool:
    """Whether all of them are there and allowed; where none are set, any word is."""
    given = [word.strip().casefold() for word in words]
    return all(given) and (not allowed or set(given) <= set(map(str.casefold, allowed)))


def _breaking(body: str) -> Iterator[_Fault]:
    """A line that wants to be the mark of a breaking change and is none would be missed by every tool."""
    if any(not _MARKED.match(line) for line in _BREAKING.findall(body)):
        yield "does not mark its breaking change", "write `BREAKING CHANGE: what breaks`, in capitals with a colon"


def _signature(commit: CommitFacts) -> Iterator[_Fault]:
    signed = [mail.strip().casefold() for mail in _SIGN_OFF.findall(commit.message)]
    if not signed:
        yield "has no sign-off", "run `git rebase --signoff`, or commit with `-s`"
    elif commit.author_email.casefold() not in signed:
        yield f"is signed off by somebody else than {commit.author_email}", "let its author sign it off"
