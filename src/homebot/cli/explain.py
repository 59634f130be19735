"""`homebot explain STANDARD`: what a standard checks, why, how to meet it, and who deviates from it."""

from difflib import get_close_matches
from inspect import cleandoc

import click

from homebot.cli import exits
from homebot.cli.deviated import deviated
from homebot.core import ownership_edit
from homebot.core.standards import STANDARDS, strength_of


@click.command()
@click.argument("standard", required=False)
def explain(standard: str | None) -> None:
    """Explain STANDARD; without a name, list them all."""
    if standard is None:
        for name, module in STANDARDS.items():
            click.echo(f"{name:{max(map(len, STANDARDS))}} {cleandoc(module.__doc__ or '').splitlines()[0]}")
        return
    if standard == ownership_edit.NAME:
        click.echo(cleandoc(ownership_edit.__doc__ or ""))
        return
    if standard not in STANDARDS:
        near = get_close_matches(standard, STANDARDS, n=1)
        guess = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(STANDARDS)}"
        exits.leave(exits.WRONG_USE, f"there is no standard {standard!r}{guess}")
    _explain(standard)


def _explain(standard: str) -> None:
    click.echo(cleandoc(STANDARDS[standard].__doc__ or ""))
    click.echo(f"\nStrength, unless a profile says otherwise:\n    {strength_of(standard)}")
    if lines := deviated(standard):
        click.echo("\nDeviations:\n" + "\n".join(f"    {line}" for line in lines))
