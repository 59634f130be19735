"""Every line about a contribution or an entry of the books, in words."""

from datetime import datetime
from urllib.parse import quote

from homebot.core.credit.adoptions import Adoption, Kept
from homebot.core.credit.amounts import credits_of, in_credits
from homebot.core.credit.clock import closes_at, is_to_be_reversed, state, vesting_quarter, vests_at
from homebot.core.credit.debt import told
from homebot.core.credit.entries import Line
from homebot.core.credit.events import Evidence
from homebot.core.credit.figures import (
    ContributionFigures,
    CreditFacts,
    EntryFigures,
    Explained,
    PartFigures,
    ReleaseFigures,
)
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import after
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import bullets, count, series, table

LONGEST_PATH = 200
"""Of what is shown of a place; one that is longer is linked by its commit alone."""
UNTOLD = ("tree",)
"""Facts of an entry that are too long for a comment."""


def contribution(figures: ContributionFigures, facts: CreditFacts, now: datetime, web: str) -> str:
    """A contribution: its parts, surface, releases, and every adoption with evidence, dates, rule and share. `web` is
    the address of GitHub's pages."""
    listed = figures.listed
    adopted = [_adoption(one, figures, facts.parameters, now, web) for one in figures.adoptions]
    left = f"… and {count(figures.more, 'adoption')} more." if figures.more else ""
    return told(
        facts.debt,
        f"**{code(listed.of)}** {code(listed.title, 100)}, merged on {listed.merged_at:%Y-%m-%d}.{_void(figures)}",
        bullets(_facts(figures)),
        "\n".join(adopted) if adopted else "Nobody has adopted it yet: it is a candidate.",
        left,
    )


def entry(figures: EntryFigures, facts: CreditFacts) -> str:
    """An entry of the books: its lines, and the adoptions that it rests on."""
    draft = figures.entry.draft
    rows = [(line.account, code(line.team), line.kind, credits_of(line.amount), _rule(line)) for line in draft.lines]
    rests = [code(name) for name in figures.adoptions]
    more = f" and {figures.more:,} more" if figures.more else ""
    return told(
        facts.debt,
        f"**Entry E{figures.entry.seq}** {code(draft.key)}: {draft.kind} in {draft.quarter}, on {draft.at:%Y-%m-%d}."
        + (f" {plain(draft.because)}" if draft.because else ""),
        table(("account", "team", "for", "credits", "rule"), rows),
        f"It rests on {', '.join(rests)}{more}." if rests else "",
        bullets(f"{name}: {code(value, 300)}" for name, value in draft.facts if name not in UNTOLD),
        f"Hash {code(figures.entry.hash[:16])}, after {code(figures.entry.previous[:16])}.",
    )


def _rule(line: Line) -> str:
    return plain(line.rule) if line.rule else ""


def _void(figures: ContributionFigures) -> str:
    if not figures.listed.void:
        return ""
    return f" **Undone** by {code(figures.void_by)}." if figures.void_by else " **Undone.**"


def _facts(figures: ContributionFigures) -> list[str]:
    """Whose work it is, what it declares, and what released it."""
    void = figures.listed.void
    lines = [
        f"{code(part.service)} of {code(part.home)}: {_whose(part)}{', **undone**' if part.void and not void else ''}"
        for part in figures.listed.parts
    ]
    lines += _surface(figures)
    lines += [_release(one) for one in figures.releases]
    if not figures.releases and not void:
        lines.append("not released yet")
    return lines


def _whose(part: PartFigures) -> str:
    if part.away:
        return f"by {code(part.away)}"
    return "its own work" if part.own else "by an author without a team"


def _surface(figures: ContributionFigures) -> list[str]:
    if not figures.surface:
        return ["it declares no surface, so only its being carried or attested can be seen"]
    new = [word for word in figures.surface if word not in figures.old_surface]
    lines = [f"surface: {series([code(word, 60) for word in new], 10)}"] if new else []
    if figures.old_surface:
        old = series([code(word, 60) for word in figures.old_surface], 10)
        lines.append(f"declared, but not new in the home code, so it does not count: {old}")
    return lines


def _release(one: ReleaseFigures) -> str:
    if one.version:
        return f"released in {code(one.package)} {code(one.version)} on {one.at:%Y-%m-%d}"
    return f"in {code(one.package)} from its merge on: nothing is released there"


def _adoption(one: Explained, figures: ContributionFigures, parameters: Parameters, now: datetime, web: str) -> str:
    adoption = one.kept.adoption
    level = adoption.level if adoption.kind == "used" else "carried"
    stands = _state(one.kept, figures, parameters, now)
    lines = [
        f"- {code(adoption.consumer)} **{level}** {code(adoption.service)}: {stands}",
        f"  - {_dates(adoption, parameters)}",
    ]
    evidence = _evidence(one.evidence, web) if one.evidence else ""
    lines += [f"  - evidence: {evidence}"] if evidence else []
    lines += [f"  - they say: {plain(one.note, 200)}"] if one.note else []
    lines += [
        f"  - {in_credits(share.amount)} to {code(share.earner)}: {plain(share.rule)} (entry {code(share.key)})"
        for share in one.shares
    ]
    return "\n".join(lines)


def _state(kept: Kept, figures: ContributionFigures, parameters: Parameters, now: datetime) -> str:
    adoption = kept.adoption
    found = state(kept, now, parameters)
    if found == "realised":
        if is_to_be_reversed(kept, parameters):
            return f"realised in {kept.settled_in}, to be taken back: {plain(adoption.undone_because)}"
        return f"realised in {kept.settled_in}"
    if found == "reversed":
        return f"realised in {kept.settled_in}, taken back in {kept.reversed_in}: {plain(adoption.undone_because)}"
    if found == "void":
        return f"void: {plain(adoption.undone_because)}"
    if adoption.held:
        return f"pending, held: {plain(adoption.held)}"
    quarter = _settles(adoption, figures, parameters, now)
    return f"{found}, settles when {quarter} is closed on {closes_at(quarter, parameters):%Y-%m-%d}"


def _settles(adoption: Adoption, figures: ContributionFigures, parameters: Parameters, now: datetime) -> str:
    """The quarter it would settle in: that of its vesting, or the first that is open."""
    open_one = after(figures.closed) if figures.closed else ""
    return max(vesting_quarter(adoption, parameters), open_one)


def _dates(adoption: Adoption, parameters: Parameters) -> str:
    ends = f", ended {adoption.undone_at:%Y-%m-%d}" if adoption.undone_at else ""
    vests = vests_at(adoption, parameters)
    return f"adopted {adoption.adopted_at:%Y-%m-%d}, vests {vests:%Y-%m-%d}{ends}"


def _evidence(evidence: Evidence, web: str) -> str:
    """What was seen, with a link to its line at its commit."""
    where = f"{evidence.repository}:{evidence.path}:{evidence.line}" if evidence.path else evidence.repository
    seen = [
        f"{code(evidence.package)} {code(evidence.version)}" if evidence.package else "",
        code(evidence.word, 60) if evidence.word else "",
        f"in {code(evidence.pull)}" if evidence.pull else "",
        f"at {code(where, LONGEST_PATH)}",
        f"([see it]({_link(evidence, web)}))" if evidence.commit else "",
    ]
    return " ".join(filter(None, seen))


def _link(evidence: Evidence, web: str) -> str:
    repository, commit = quote(evidence.repository), quote(evidence.commit)
    if not evidence.path or len(evidence.path) > LONGEST_PATH:
        return f"{web}/{repository}/commit/{commit}"
    line = f"#L{evidence.line}" if evidence.line else ""
    return f"{web}/{repository}/blob/{commit}/{quote(evidence.path, errors='replace')}{line}"
