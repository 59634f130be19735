"""The page of the register for `docs/`: what a decision can become, written from the table of transitions itself."""

from typing import get_args

from homebot.core.register.entries import Kind
from homebot.core.register.names import LETTERS
from homebot.core.register.table import TABLE, Transition, is_final, states
from homebot.core.render.markdown import table

HEAD = """# The register

<!-- Written by homebot.core.register.page; a test compares. -->

Anything may be done for a reason, and nothing is done unseen: every decision that a person takes about a change is kept
in one log to which entries are only added. An entry says who did what, when, where and why, until when it holds, what
was shown for it (with the SHA-256 of what the address said, where it could be read), and under which configuration. A
decision is what its entries, in their order, make of it by the tables below; nothing else says what can become of one.
The database refuses to change or delete an entry.

People are named, because a decision is somebody's. They are never counted, compared or put in an order.

## Asking

In a comment on GitHub, by members of the organisation:

- `/homebot register` lists all open decisions, what is due soonest first; `/homebot register payments` those of a team,
  a service or an entity, `state=all` or `state=accepted` those of another state, `kind=override` those of one kind.
- `/homebot register D12` tells the whole history of one.

On the machine where homebot runs:

- `homebot register [NAME] [--state STATE] [--kind KIND] [--format text|json|csv]` lists the same without a limit. The
  JSON holds every entry. The CSV is safe to open in a spreadsheet.
- `homebot register show D12` tells the history of one.
- `homebot register verify` computes every decision anew from its entries, compares it with what is kept to be asked
  quickly, and names the first that differs (exit code 1). `homebot register rebuild` writes what is kept anew; entries
  stay as they are.
- `homebot register notices` lists the comments and issues that GitHub refused, or that homebot had no right to write
  for an hour, with the reason (exit code 1 where there are any); `--again` tries them again. The metric
  `homebot_notices{state="given_up"}` counts them.

## What a decision can become

Each has a letter for its kind and a number that no other decision has: `D12`. Times are in UTC. *Time* is what homebot
does when a moment has passed, *the catalogue* what it does when teams change."""

_ABOUT: dict[Kind, tuple[str, str]] = {
    "deviation": (
        "Deviations",
        "A standard is not held to for a while, with data why: [deviations](deviations.md).",
    ),
    "bar-raiser": (
        "Bar raisers' decisions",
        "An independent person recommends for or against a key decision: [bar raisers](bar-raisers.md).",
    ),
    "override": (
        "Overrides",
        "A home owner went against a bar raiser, or somebody merged past the rules: [overrides](overrides.md).",
    ),
    "agreement": (
        "Agreements",
        "Home and away agree on work, from the proposal to the hand-over: [agreements](agreements.md).",
    ),
    "claim": (
        "Warranty claims",
        "Something of an agreement's work needs mending while its warranty runs: [warranty](warranty.md).",
    ),
    "escalation": (
        "Escalations",
        "No away work is possible: managers discuss the roadmap ([escalation](escalation.md)).",
    ),
    "duplication": (
        "Duplications",
        "A team builds anew what another has. It is recorded, and blocks nothing ([escalation](escalation.md)).",
    ),
}


def page() -> str:
    """`docs/register.md`."""
    return "\n\n".join([HEAD, *(_section(kind) for kind in get_args(Kind))]) + "\n"


def _section(kind: Kind) -> str:
    title, about = _ABOUT[kind]
    steps = [one for one in TABLE if one.kind == kind]
    rows = [[f"`{one.act}`", _states(one.before), _after(one), one.who] for one in steps]
    known = table(["act", "in", "leads to", "by"], rows)
    return "\n\n".join([f"### {title} (`{LETTERS[kind]}`)", about, diagram(kind), known])


def _states(before: tuple[str, ...]) -> str:
    return ", ".join(f"`{state}`" for state in before) if before != ("",) else "(new)"


def _after(step: Transition) -> str:
    to = f"`{step.after}`" if step.after else "the same state"
    return f"{to}, once only" if step.once else to


def diagram(kind: Kind) -> str:
    """The states of a kind as a Mermaid diagram; acts that leave the state as it is are in the table only."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{state}" as {_id(state)}' for state in states(kind) if "-" in state]
    lines += [f"    {_end(before)} --> {_end(after)}: {', '.join(acts)}" for (before, after), acts in _edges(kind)]
    lines += [f"    {_id(state)} --> [*]" for state in states(kind) if is_final(kind, state)]
    return "\n".join([*lines, "```"])


def _edges(kind: Kind) -> list[tuple[tuple[str, str], list[str]]]:
    """(from, to) with the acts that lead there, in the table's order."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in TABLE:
        if one.kind == kind:
            for before in one.before:
                if one.after not in ("", before):
                    found.setdefault((before, one.after), []).append(one.act)
    return list(found.items())


def _end(state: str) -> str:
    return _id(state) if state else "[*]"


def _id(state: str) -> str:
    """A name that Mermaid takes: it reads `-` as a part of an arrow."""
    return state.replace("-", "_")
