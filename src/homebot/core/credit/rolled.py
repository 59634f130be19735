"""The books of entities, and of the chain, in words."""

from homebot.core.credit.amounts import credits_of
from homebot.core.credit.debt import told
from homebot.core.credit.figures import CreditFacts, RollupFigures, VerifyFigures
from homebot.core.credit.questions import AskedRollup
from homebot.core.credit.rollup import Rolled
from homebot.core.credit.statement import span
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import count, series, table

MOST_BELOW = 40


def books(asked: AskedRollup, figures: RollupFigures, facts: CreditFacts) -> str:
    """An entity and what is right below it, for a period."""
    if not figures.quarters:
        what = f"**Books of {code(figures.entity)}, {span(asked.period)}:**"
        return told(facts.debt, f"{what} no quarter of the period has been closed yet.")
    below = sorted(figures.below)
    rows = [_row(f"**{code(figures.entity)}**", figures.rolled)]
    rows += [_row(code(name), rolled) for name, rolled in below[:MOST_BELOW]]
    left = len(below) - MOST_BELOW
    return told(
        facts.debt,
        f"**Books of {code(figures.entity)}, {span(asked.period)}** (closed: {series(figures.quarters, 8)}),"
        " in credits:",
        table(("entity", "exported", "internal", "imported"), rows),
        f"… and {left:,} more." if left > 0 else "",
        "Exported was earned inside from consumers outside, imported outside from consumers inside. What an entity"
        " exports and keeps is the sum of what those below it do.",
    )


def chain(figures: VerifyFigures, facts: CreditFacts) -> str:
    """Whether the ledger holds, and whether it was altered since it was looked at before."""
    altered = (
        f"**Entry {figures.altered:,} was altered** since it was found sound: its hash was"
        f" {code(figures.altered_hash[:16])}. Everything was looked at anew then."
        if figures.altered
        else ""
    )
    if figures.fault:
        return told(facts.debt, f"**The ledger does not hold:** {plain(figures.fault)}", altered)
    looked = "" if figures.checked == figures.entries else f", {figures.checked:,} of them looked at now"
    text = f"**The ledger holds:** {count(figures.entries, 'entry', 'entries')}{looked}."
    if figures.until < figures.entries:
        text = (
            f"**The ledger holds up to entry {figures.until:,} of {figures.entries:,}.** Ask again for the next ones."
        )
    elif figures.entries:
        text += f" It ends with the hash {code(figures.hash[:16])}."
    return told(facts.debt, altered, text, "`homebot ledger verify` and `recompute` look at all of it.")


def _row(name: str, rolled: Rolled) -> tuple[str, str, str, str]:
    return name, credits_of(rolled.exported), credits_of(rolled.internal), credits_of(rolled.imported)
