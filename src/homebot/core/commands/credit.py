"""Shows the credit of a team, a service or an entity in a period, explains it, and takes claims about an adoption.

Without a name: your team, or the whole company if you are in none. Periods are quarters in UTC: `2026Q2`, `trailing4`
(this quarter and the three before it) or `all`; without one, this quarter. The debt line goes with every answer.

- `pending` lists what could become credit, with an upper bound.
- `funding` shows how many teams use each service, how that changed over the quarters, and what its team has to keep up
  with. Nobody is ranked: services are in the order of their names.
- `explain` tells every line of a contribution (`#12`, `owner/name#12`) or of an entry (`E17`, `2026Q2:ads:payments`);
  of an agreement (`A12`) what was promised and what came of it.
- `rollup` shows the books of an entity and of those below it; `verify` looks whether the ledger holds.
- `attest` by an owner of a consuming team, and `second` by another person of it, say that it uses a contribution.
- `withdraw` takes back your team's use, or its dispute; at home, a contribution whose surface is gone.
- `dispute` by an owner of the home or away team, or of a consuming team about its own adoption: nothing vests until it
  is `settled`."""

from dataclasses import replace

from homebot.core.agreements.promise import outcome
from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.credit_forms import Form, Unclear, read
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import roles, teams_of_actor
from homebot.core.credit import claims
from homebot.core.credit.answering import answerer
from homebot.core.credit.awaited import Claimant, awaited
from homebot.core.credit.claims import Claim, Refused
from homebot.core.credit.debt import told
from homebot.core.credit.explained import contribution, entry
from homebot.core.credit.figures import (
    AgreementFigures,
    ClaimFigures,
    ContributionFigures,
    CreditFacts,
    EntryFigures,
    FundingFigures,
    NothingKnown,
    RollupFigures,
    StatementFigures,
    VerifyFigures,
)
from homebot.core.credit.funding import funding
from homebot.core.credit.questions import AskedClaim, AskedFunding, AskedRollup, AskedStatement, Question
from homebot.core.credit.rolled import books, chain
from homebot.core.credit.statement import pending, statement
from homebot.core.render.escape import code
from homebot.core.team_life.heirs import formers

USAGE = "/homebot credit [pending|funding|explain|rollup|verify|attest|second|withdraw|dispute] [NAME] [PERIOD]"
WHO_MAY: tuple[Role, ...] = ("org member",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot credit", "/homebot credit payments 2026Q2", "/homebot credit team=identity all",
            "/homebot credit pending payments", "/homebot credit funding retail", "/homebot credit explain #12",
            "/homebot credit explain A12",
            "/homebot credit rollup retail trailing4", "/homebot credit verify",
            '/homebot credit attest acme/ledgerd#12 note="the nightly job calls it"',
            "/homebot credit second acme/ledgerd#12",
            '/homebot credit dispute acme/ledgerd#12 because="it is a test only"')  # fmt: skip


def question(call: Call, world: World) -> Question | None:
    """What is to be read of the ledger before the command can be answered; `None` where nothing is, or for who may not
    ask."""
    if call.verb != "credit" or not roles(world) & set(WHO_MAY):
        return None
    try:
        return read(call, world).question
    except Unclear:
        return None


def apply(call: Call, world: World) -> Answer:
    """Answers with what was read, and with the facts that a claim adds."""
    try:
        form = read(call, world)
        if world.credit is None:
            return refuse("The ledger cannot be read. Whoever runs homebot asks `homebot ledger verify` why.")
        if isinstance(form.question, AskedClaim):
            return _claimed(form, form.question, world.credit, world)
        return Answer(tell(form, world.credit, world))
    except (Unclear, Refused) as error:
        return refuse(str(error))


def tell(form: Form, facts: CreditFacts, world: World) -> str:
    """The answer to a question in Markdown. Raises `Unclear` where the ledger knows nothing of it."""
    figures, asked = facts.figures, form.question
    if isinstance(figures, StatementFigures) and isinstance(asked, AskedStatement):
        return pending(asked, figures, facts) if asked.pending else statement(asked, figures, facts, world.now)
    if isinstance(figures, ContributionFigures):
        return contribution(figures, facts, world.now, world.web)
    if isinstance(figures, EntryFigures):
        return entry(figures, facts)
    if isinstance(figures, AgreementFigures):
        return outcome(figures, facts, world.directory, world.now)
    return _of_company(asked, facts)


def _of_company(asked: Question, facts: CreditFacts) -> str:
    """What concerns more than one contribution or statement: books, the chain, who needs people."""
    figures = facts.figures
    if isinstance(figures, FundingFigures) and isinstance(asked, AskedFunding):
        return funding(asked, figures, facts)
    if isinstance(figures, RollupFigures) and isinstance(asked, AskedRollup):
        return books(asked, figures, facts)
    if isinstance(figures, VerifyFigures):
        return chain(figures, facts)
    name = figures.name if isinstance(figures, NothingKnown) else ""
    raise Unclear(f"The ledger knows nothing of the name {code(name)}.")


def _claimed(form: Form, asked: AskedClaim, facts: CreditFacts, world: World) -> Answer:
    assert isinstance(facts.figures, ClaimFigures)
    claim = _claim(form, asked.of, _with_answerers(facts.figures, world), _claimant(world))
    acts = tuple(Act("fact", fact=fact) for fact in claim.facts)
    return Answer(told(facts.debt, claim.reply), acts)


def _claim(form: Form, of: str, figures: ClaimFigures, who: Claimant) -> Claim:
    if form.name == "attest":
        return claims.attest(of, form.team, form.said, figures, who)
    if form.name == "second":
        return claims.second(of, form.team, figures, who)
    if form.name == "withdraw":
        return claims.withdraw(of, form.team, form.said, figures, who)
    if form.settled:
        return claims.settled(of, form.said, figures, who)
    return claims.dispute(of, form.team or "", form.said, figures, who)


def _with_answerers(figures: ClaimFigures, world: World) -> ClaimFigures:
    """With who answers today for the teams whose word is awaited: some may be gone."""
    services = [part.service for part in figures.merged.parts] if figures.merged is not None else []
    teams = awaited(figures)
    known = tuple((team, answerer(world.directory, team, services, world.day)) for team in teams)
    return replace(figures, answerers=known)


def _claimant(world: World) -> Claimant:
    of = teams_of_actor(world)
    were = formers(world.directory, of, world.day)
    owned = (team for team in of if world.actor in world.directory.teams[team].owners)
    return Claimant(world.actor, tuple(owned), (*of, *sorted(were)), world.command, world.now, world.actor_id)
