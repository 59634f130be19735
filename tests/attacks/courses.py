"""The courses: what honest people do, and what those do who are after credit."""

from dataclasses import replace

from homebot.adapters.analysis.children import Children
from homebot.core.credit.claims import Refused, dispute
from homebot.core.credit.eligible import ConsumerFacts, eligible
from homebot.core.credit.events import ContributionVoided, Dropped
from homebot.core.credit.figures import ClaimFigures
from homebot.core.credit.merges import contribution
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.releasing import Seen, Unreleased, first_releases, newly_tagged
from homebot.core.directory import Succession
from homebot.core.facts import PullId
from homebot.core.found import Surfaces
from homebot.core.recognise import recognise
from tests import build
from tests.attacks.course import (
    HONEST,
    NOWHERE,
    PACKAGE,
    WORD,
    Course,
    Facts,
    Merge,
    attested,
    carries,
    day,
    later,
    merged,
    pull,
    speaker,
    uses,
)
from tests.core.credit.example import DIRECTORY


def nothing(children: Children) -> Facts:
    """They would have done nothing."""
    return ()


def unused(children: Children) -> Facts:
    """A contribution that nobody adopts."""
    return merged()


def only_carried(children: Children) -> Facts:
    """A service takes the release and uses nothing of it."""
    return (*merged(), *carries("1.1.0"))


def once(children: Children) -> Facts:
    """One contribution, adopted by video: seen by the recognisers."""
    return (*merged(), *carries("1.1.0"), *HONEST.seen(children))


def split(children: Children) -> Facts:
    return [fact for number in range(1, 11) for fact in (*merged(number), *uses(number))]


def packages(children: Children) -> Facts:
    names = [f"ledgerd-{number}" for number in range(1, 11)]
    return [
        fact
        for number, name in enumerate(names, 1)
        for fact in (*merged(number, service=name), *uses(number, service=name))
    ]


def bumps(children: Children) -> Facts:
    """Twenty releases, taken one by one."""
    facts = [fact for number in range(1, 21) for fact in merged(number)]
    return [*facts, *(one for number in range(1, 21) for one in carries(f"1.{number}.0", (number,), at=5 + number))]


def itself(children: Children) -> Facts:
    return (*merged(away=None), *carries("1.1.0", consumer="payments"), *uses(consumer="payments", by="invoices"))


def own_work(children: Children) -> Facts:
    return (*merged(), *uses(consumer="checkout"))


def under_another_name(children: Children) -> Facts:
    """Checkout goes on as video, and that uses what checkout made."""
    teams = {name: team for name, team in DIRECTORY.teams.items() if name != "checkout"}
    by_now = replace(DIRECTORY, teams=teams, successions=(Succession(day(2).date(), "checkout", "video"),))
    return merged_by(replace(HONEST, directory=by_now))(children)


def pair(children: Children) -> Facts:
    """Each of two teams changes its own service, and uses the other's change."""
    theirs = merged(2, away=None, home="video", service="player")
    mine = merged(1, away=None)
    return (*mine, *theirs, *uses(1, "video"), *uses(2, "payments", service="player"))


def ring(children: Children) -> Facts:
    """Seven teams, each of which uses a change of each other one."""
    teams = [f"ring-{number}" for number in range(1, 8)]
    facts = [
        fact for number, team in enumerate(teams, 1) for fact in merged(number, None, home=team, service=f"of-{team}")
    ]
    for number, home in enumerate(teams, 1):
        for team in teams:
            if team != home:
                facts += uses(number, team, service=f"of-{home}", by=f"of-{team}")
    return facts


def both(children: Children) -> Facts:
    """Payments' own change, and checkout's in the same service: video uses both."""
    return (*merged(1, away=None), *merged(2), *uses(1), *uses(2))


def workers_split(children: Children) -> Facts:
    """The same, by a team that has become two."""
    return (*both(children), *merged(3, away="checkout-b"), *uses(3))


def consumers_split(children: Children) -> Facts:
    """Half of video's people and one of its services are a team of their own now."""
    return (*merged(), *uses(), *uses(consumer="video-b", by="player-b"))


def word_ring(children: Children) -> Facts:
    """Identity attests what it does not use, of five home teams."""
    homes = ("payments", "checkout", "video", "ads", "billing")
    facts = [
        fact
        for number, home in enumerate(homes, 1)
        for fact in merged(number, None, home=home, service=f"service-{number}")
    ]
    return [*facts, *(one for number in range(1, 6) for one in attested(facts, number, "ida", "ivo"))]


def alone(children: Children) -> Facts:
    return (*merged(), *attested(merged(), 1, "ida", "ida"))


def attested_by_home(children: Children) -> Facts:
    """Home's owner speaks for a consumer, and home's second person seconds it."""
    return (*merged(), *attested(merged(), 1, "bob", "bea"))


def merged_by(merge: Merge) -> Course:
    return lambda children: (*merged(), *carries("1.1.0"), *merge.seen(children))


def old_words(children: Children) -> Facts:
    """A surface that names what was there before."""
    return _declared(children, (WORD,))


def _declared(children: Children, old: tuple[str, ...]) -> Facts:
    """A surface, of which these words are old; what is left of it is looked for in consumers' code."""
    snapshot = build.snapshot(
        pull=PullId("acme", "ledgerd", 1),
        body=f"Surface: {WORD}",
        state="merged",
        merged_at=day(1),
        merge_oid="1" * 40,
        surfaces=Surfaces(old=old),
    )
    made = contribution(snapshot, recognise(snapshot, DIRECTORY), DIRECTORY)
    assert made is not None
    counted = set(made.surface) - set(made.old_surface)
    return (made, *merged()[1:], *carries("1.1.0"), *(HONEST.seen(children) if WORD in counted else ()))


def refused(facts: ConsumerFacts, **changes: object) -> Course:
    """The consumer is one that cannot adopt."""

    def course(children: Children) -> Facts:
        player = build.service("player", "video", "acme/player", **changes)
        why = eligible(player, facts, day(5).date(), Parameters())
        return (*merged(), *carries("1.1.0", refused=why), *Merge(refused=why).seen(children))

    return course


OLD = ConsumerFacts("video", "payments", "acme/ledgerd", known_since=day(-400).date(), fork=False)
FORK = ConsumerFacts("video", "payments", "acme/ledgerd", day(-400).date(), fork=True, forked_from=("acme/ledgerd",))
NEW = ConsumerFacts("video", "payments", "acme/ledgerd", known_since=day(1).date(), fork=False)


def and_back(after: float) -> Course:
    """Video's service goes back to the release before, so many days into the year."""

    def course(children: Children) -> Facts:
        gone = Dropped("dropped:1", pull(1), "ledgerd", "video", "player", day(after), "1.0.0 is below 1.1.0", NOWHERE)
        return (*merged(), *uses(), gone)

    return course


def tagged(children: Children) -> Facts:
    """The tag was on the change from the first."""
    return _released([Seen(PACKAGE, "1.0.0", "v1.0.0", "tag", "f" * 40)])


def moved_tag(children: Children) -> Facts:
    """The tag of an old release is moved onto a merge that came after it."""
    old = Seen(PACKAGE, "1.0.0", "v1.0.0", "tag", "a" * 40)
    changed, _ = newly_tagged([Seen(PACKAGE, "1.0.0", "v1.0.0", "tag", "f" * 40)], [old])
    return _released(list(changed))


def new_history(children: Children) -> Facts:
    """History is written anew, so that an old release seems to hold the change; it is another commit then."""
    return _released([Seen(PACKAGE, "1.0.0", "v1.0.0", "tag", "a" * 40)])


def _released(versions: list[Seen]) -> Facts:
    """The consumer stays at version 1.0.0. The merge itself is in the moved tag's commit only."""
    part = Unreleased(pull(1), "ledgerd", PACKAGE, "1".zfill(40))
    held = {"f" * 40: {part.oid}, "tip": {part.oid}}
    found = first_releases([part], {PACKAGE: versions}, held, "tip", day(2))
    return (merged()[0], *found, *(one for event in found for one in carries("1.0.0", release=event.version)))


def thousand(children: Children) -> Facts:
    return (*merged(), *uses()) * 250


def backdated(children: Children) -> Facts:
    """The clock is set back, so that an adoption of the quarter's last days seems to be of its first ones."""
    return later((*merged(), *uses(at=80)), -60)


def last_days(children: Children) -> Facts:
    return (*merged(), *uses(at=80))


def redone(at: float) -> Course:
    """Undone after it was settled, and done again as another contribution."""

    def course(children: Children) -> Facts:
        undone = ContributionVoided("voided:1", pull(1), pull(9), "its description says so", day(at))
        return (*merged(), *uses(), undone, *merged(2, at=at + 1), *uses(2, at=at + 2))

    return course


def blocked(children: Children) -> Facts:
    """Payments' owner disputes what video adopted, and never settles it."""
    known = ClaimFigures((*merged(), *uses()))
    return (*known.events, *dispute(pull(1), "", "not so", known, speaker("bob", "5:1", 6)).facts)


def strangers_dispute(children: Children) -> Facts:
    known = ClaimFigures((*merged(), *uses()))
    try:
        return (*known.events, *dispute(pull(1), "", "not so", known, speaker("ann", "5:1", 6)).facts)
    except Refused:
        return known.events


def new_words(children: Children) -> Facts:
    """The surface's word is new."""
    return _declared(children, ())


def claimed(children: Children) -> Facts:
    """Payments says that it provides a public package, of which everybody names a later version."""
    carried = (fact for name in ("video", "ads", "identity") for fact in carries("2.31.0", consumer=name))
    return (*merged(away=None), *carried)


def two_providers(children: Children) -> Facts:
    """Another service says that it provides the package as well."""
    return (*merged(), *carries("1.1.0", in_conflict={PACKAGE}))


def for_others(body: str, author: str = "vera", bot: bool = False) -> Course:
    """A pull request names a team that its author is not in."""

    def course(children: Children) -> Facts:
        snapshot = build.snapshot(
            pull=PullId("acme", "ledgerd", 1),
            author=author,
            author_is_bot=bot,
            body=f"Surface: {WORD}\n{body}",
            state="merged",
            merged_at=day(1),
            merge_oid="1" * 40,
        )
        made = contribution(snapshot, recognise(snapshot, DIRECTORY), DIRECTORY)
        assert made is not None
        return (made, *merged()[1:], *uses(consumer="ads"))

    return course


def by_video(children: Children) -> Facts:
    return (*merged(away="video"), *uses(consumer="ads"))


def by_nobody(children: Children) -> Facts:
    return (*merged(away=None), *uses(consumer="ads"))
