"""The result of `homebot check` for people. Every text of the change goes through `visible` and never as markup."""

from typing import IO

from rich.console import Console
from rich.text import Text

from homebot.core.decision import Judgement, ServiceStanding
from homebot.core.facts import FunctionComplexity
from homebot.core.findings import Finding, Outcome
from homebot.core.render.checked import TOLD, Checked, rise, verdict
from homebot.core.render.escape import visible
from homebot.core.render.levels import counts
from homebot.core.render.markdown import count

MOST_FINDINGS, MOST_FUNCTIONS, MOST_PATHS = 20, 15, 10
_WIDE = 100_000
"""Where no terminal says how wide it is, nothing is folded."""

_SIGNS: dict[Outcome, tuple[str, str]] = {
    "fail": ("✗", "bold red"),
    "error": ("!", "bold red"),
    "decision-needed": ("?", "bold yellow"),
    "deviated": ("~", "yellow"),
    "pre-existing": ("=", "dim"),
    "pass": ("✓", "green"),
    "not-applicable": ("-", "dim"),
}
_MODES = {
    "observe": "only observes: on GitHub nothing of this blocks",
    "advise": "is on advise: on GitHub nothing of this blocks",
    "enforce": "",
}


def console_on(stream: IO[str]) -> Console:
    """A console that takes no text for markup, an emoji's name or something to colour."""
    console = Console(file=stream, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = _WIDE
    return console


def write(checked: Checked, console: Console) -> None:
    """Everything in order: what was compared, each service, the functions, the verdict."""
    console.print(_head(checked), style="dim")
    for standing in checked.standings:
        console.print()
        console.print(_service(standing))
        for judgement in checked.judgements:
            if judgement.service == standing.service:
                _write_judgement(judgement, console)
    _write_others(checked, console)
    _write_unowned(checked.unowned, console)
    _write_functions(checked.functions, console)
    console.print()
    for note in checked.notes:
        console.print(Text(f"note: {visible(note, 500)}", "yellow"))
    console.print(_verdict(checked))


def _write_others(checked: Checked, console: Console) -> None:
    """What is judged of the repository as a whole."""
    services = {standing.service for standing in checked.standings}
    others = [judgement for judgement in checked.judgements if judgement.service not in services]
    if others:
        console.print()
        console.print(Text("what the change makes of ownership files", "bold"))
    for judgement in others:
        _write_judgement(judgement, console)


def _head(checked: Checked) -> Text:
    change = checked.change
    commits = f"{count(len(change.commits), 'commit')}{' and more' if change.commits_cut else ''}"
    return Text(
        f"{visible(checked.repository)}: {count(len(change.files), 'file')} in {commits} of {visible(checked.head)} "
        f"since {visible(checked.base)}\nrules: {visible(checked.rules, 300)}"
    )


def _service(standing: ServiceStanding) -> Text:
    text = Text(visible(standing.service), "bold")
    if standing.team:
        text.append(f" of {visible(standing.team)}", "default")
    said = _MODES[standing.mode]
    return text.append(f", profile {visible(standing.profile)}{'; it ' if said else ''}{said}", "dim not bold")


def _write_judgement(judgement: Judgement, console: Console) -> None:
    sign, style = _SIGNS[judgement.outcome]
    advice = judgement.strength == "advice" and judgement.outcome in ("fail", "error")
    line = Text("  ").append(sign, "cyan" if advice else style).append(f" {judgement.standard:<16} ", "bold")
    line.append("advice: " if advice else "").append(visible(judgement.summary, 300))
    console.print(line)
    if judgement.outcome in TOLD:
        shown = judgement.findings[:MOST_FINDINGS]
        for finding, following in zip(shown, [*shown[1:], None], strict=True):
            _write_finding(finding, console, with_fix=following is None or following.fix != finding.fix)
        _write_left(len(judgement.findings) - MOST_FINDINGS, "place", console)


def _write_finding(finding: Finding, console: Console, with_fix: bool) -> None:
    where = ""
    if finding.path is not None:
        where = visible(finding.path, 300) + (f":{finding.line}" if finding.line is not None else "") + "  "
    console.print(Text("      ").append(where, "cyan").append(visible(finding.message, 500)))
    if with_fix and finding.fix:
        console.print(Text(f"      → {visible(finding.fix, 300)}", "dim"))


def _write_left(left: int, thing: str, console: Console) -> None:
    if left > 0:
        console.print(Text(f"      … and {count(left, thing)} more; --format json lists them all", "dim"))


def _write_unowned(paths: tuple[str, ...], console: Console) -> None:
    if not paths:
        return
    console.print()
    console.print(Text(f"no service covers {count(len(paths), 'path')}, nothing is judged there", "yellow"))
    for path in paths[:MOST_PATHS]:
        console.print(Text(f"      {visible(path, 300)}"))
    _write_left(len(paths) - MOST_PATHS, "path", console)


def _write_functions(functions: tuple[FunctionComplexity, ...], console: Console) -> None:
    """The complexity of the touched functions, before and after, the worst first."""
    if not functions:
        return
    total = sum(rise(function) for function in functions)
    console.print()
    console.print(Text(f"complexity of {count(len(functions), 'touched function')}, {total:+d} in all"))
    console.print(Text("    before  after", "dim"))
    for function in functions[:MOST_FUNCTIONS]:
        console.print(_row(function))
    _write_left(len(functions) - MOST_FUNCTIONS, "function", console)


def _row(function: FunctionComplexity) -> Text:
    before = "new" if function.before is None else str(function.before)
    change = 0 if function.before is None else function.after - function.before
    sign, style = ("▲", "red") if change > 0 else ("▼", "green") if change < 0 else (" ", "")
    text = Text(f"    {before:>6} ").append(f"{function.after:>6} {sign}", style)
    text.append(f"  {visible(function.name, 100)}  ")
    return text.append(f"{visible(function.path, 200)}:{function.line}", "cyan")


def _verdict(checked: Checked) -> Text:
    more = f"; homebot explain {checked.failing[0].standard} says why" if checked.failing else ""
    advice = [one for one in checked.judgements if one.outcome in ("fail", "error") and not counts(one)]
    also = f", with advice on {', '.join(dict.fromkeys(one.standard for one in advice))}" if advice else ""
    return Text(visible(f"{verdict(checked)}{also}{more}", 500), "bold red" if checked.failing else "bold green")
