"""The golden cases: the facts of one pull request each. What homebot makes of them follows from the rules."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from homebot.core.coverage import Coverage
from homebot.core.decision import Decision
from homebot.core.directory import Directory, Place, StandardSetting
from homebot.core.facts import CommitFacts, FileChange, FunctionComplexity, Observed, Person, RequestEvent, Snapshot
from homebot.core.found import AnalysisError, Context, ContextState, LicenceTags, Matches
from homebot.core.option_types import Expression
from homebot.core.own import OwnComment
from homebot.core.ownership import Drift, Fault, Owner, PathOwners, RepositoryCatalogue, Said
from homebot.core.policy import decide
from homebot.core.proposal import Affected, Difference, Proposal
from homebot.core.since import Since
from homebot.core.standards.pattern import Rule
from homebot.core.waits import Asked, Hold, LastTurn, Moved
from tests import build

PROFILE = (*build.profile()[:3], StandardSetting("description", "advice"))
ROOMS = (
    build.service("ledgerd", "payments", paths=("ledger/**", "tests/ledger/**")),
    build.service("cart", "checkout", paths=("cart/**",), consumes=("ledgerd",)),
)
DIRECTORY = build.directory(services=ROOMS, profiles={"default": PROFILE})
COMPLEX = (
    FunctionComplexity("ledger/close.py", "settle", 41, 78, 9, 14),
    FunctionComplexity("ledger/close.py", "Book.close", 12, 30, 6, 4),
    FunctionComplexity("ledger/close.py", "refund", 80, 84, None, 2),
)
SIMPLE = (replace(COMPLEX[0], after=8), *COMPLEX[1:])
SOURCE = build.file(added=40, deleted=3)
TEST = build.file("tests/ledger/test_close.py", added=12, deleted=0)
PEOPLE = (Person("bob", absent_until=build.NOW.replace(month=12, day=1)), Person("bea"))


@dataclass(frozen=True)
class Case:
    snapshot: Snapshot
    directory: Directory = field(default=DIRECTORY)

    @property
    def decision(self) -> Decision:
        return decide(self.snapshot, self.directory, "1")


def passing(**facts: Any) -> Snapshot:
    return build.snapshot(**{"files": (SOURCE, TEST), "functions": SIMPLE, "people": PEOPLE, **facts})


def failing(**facts: Any) -> Snapshot:
    return passing(**{"files": (SOURCE,), "functions": COMPLEX, "body": "Goal: exact refunds", **facts})


def away_failing() -> Case:
    return Case(failing())


def away_passing() -> Case:
    return Case(passing())


def asked_before() -> Case:
    """`away_passing` once more, after homebot has asked: the text may not change by that."""
    requests = (RequestEvent("bea", "homebot[bot]", False, build.NOW),)
    because = tuple((one.login, one.because) for one in away_passing().decision.choice.trail if one.because)
    return Case(passing(requests=requests, observed=Observed(requested=("bea",)), asked_because=because))


def away_ready() -> Case:
    return Case(passing(reviews=(build.review("bob", oid=build.OLD_HEAD), build.review("bea"))))


def approval_kept() -> Case:
    """A rebase that left what bea approved as it was."""
    return Case(passing(reviews=(build.review("bea", oid=build.OLD_HEAD),), since=(Since(build.OLD_HEAD),)))


def approvals_fallen() -> Case:
    """A push to what bea approved; bob's commit is gone, zoe has left; bea is asked again."""
    paths = tuple(f"ledger/{name}.py" for name in ("close", "refund", "|@bob `x`", "a", "b", "c"))
    reviews = (build.review("bea", oid=build.OLD_HEAD), build.review("bob", oid=None), build.review("zoe"))
    requests = (RequestEvent("zoe", "homebot[bot]", False, build.NOW.replace(hour=8, minute=30)),)
    return Case(passing(reviews=reviews, requests=requests, since=(Since(build.OLD_HEAD, paths),)))


def changes_asked() -> Case:
    return Case(passing(reviews=(build.review("bea", "CHANGES_REQUESTED"),)))


def home() -> Case:
    return Case(passing(author="bea"))


def mixed() -> Case:
    return Case(failing(files=(SOURCE, build.file("cart/basket.py"), build.file("cart/test_basket.py"))))


def outsider() -> Case:
    return Case(passing(author="mallory"))


def bot() -> Case:
    return Case(passing(author="dependabot[bot]", author_is_bot=True))


def unowned() -> Case:
    return Case(passing(files=(FileChange("tools/x.sh", "added"), FileChange("README.md", "modified")), functions=()))


def partly_unowned() -> Case:
    return Case(passing(files=(SOURCE, TEST, build.file("README.md"))))


def draft() -> Case:
    return Case(failing(draft=True))


def merged() -> Case:
    done = {"state": "merged", "merged_at": build.NOW, "merged_by": "bea", "merge_oid": "5" * 40}
    return Case(passing(reviews=(build.review("bea"),), **done))


def merged_unready() -> Case:
    return Case(failing(state="merged", merged_at=build.NOW, merged_by="bob", merge_oid="5" * 40))


def closed() -> Case:
    return Case(passing(state="closed", observed=Observed(comments=(OwnComment(1, "IC_1", "as it was"),))))


def _in_mode(mode: Any) -> Directory:
    return build.directory(services=(replace(ROOMS[0], mode=mode), ROOMS[1]), profiles={"default": PROFILE})


def observe() -> Case:
    return Case(failing(), _in_mode("observe"))


def advise() -> Case:
    return Case(failing(), _in_mode("advise"))


def unreadable() -> Case:
    return Case(passing(files=(), functions=(), unreadable="its head aaaaaaa is gone from the repository"))


def not_judged() -> Case:
    reason = "the analysis ran out of memory"
    errors = (AnalysisError("ledger/close.py", "line 3 is not Python"), AnalysisError("tools/gen.py", reason))
    return Case(passing(errors=errors, renames_cut=True, cut=("reviews",)))


def held() -> Case:
    return Case(passing(holds=(Hold("vera", "the release of Friday goes first", build.NOW),)))


def nobody_can() -> Case:
    """The owner's only other person is away, and the owner wrote a commit of it."""
    return Case(passing(committers=("bea",)))


def owned_path() -> Case:
    """CODEOWNERS names people for one of the files; of another line nobody can approve. bob knows what is touched."""
    place = ".github/CODEOWNERS"
    rules = (
        PathOwners("CODEOWNERS", Place(place, 4), (Owner("user", "vera"), Owner("team", "acme/close")), (SOURCE.path,)),
        PathOwners("CODEOWNERS", Place(place, 9), (Owner("user", "left-long-ago"),), (TEST.path,)),
    )
    people = (
        Person("bob", knowledge=430),
        Person("bea", knowledge=120),
        Person("vera", open_requests=2),
        Person("vic"),
    )
    return Case(passing(path_owners=rules, github_teams=(("acme/close", ("vera", "vic")),), people=people))


def lone_owner() -> Case:
    """The only other person of the team wrote a commit of it: those above them are named, and may approve."""
    teams = (build.team("payments", "bob"), build.team("checkout", "alice", "al"), build.team("guests", "gil"))
    directory = build.directory(teams=teams, services=ROOMS, profiles={"default": PROFILE})
    return Case(passing(committers=("bob",)), directory)


def hostile() -> Case:
    name = "ledger/@acme|<!-- homebot:pull -->\n`x` fixes #1 https://evil.example ![i](j)\u202e.py"
    function = FunctionComplexity(name, "f</details>|@bob", 1, 9, None, 30)
    errors = (AnalysisError(name, "cannot read @bob's <b>file</b>"),)
    holds = (Hold("vera", "fixes #3 </details> | @dana --> `", build.NOW),)
    files = (FileChange(name, "added", added=9), FileChange("x\r\n# y @bob", "added"))
    return Case(passing(files=files, functions=(function,), errors=errors, holds=holds, title=name))


CI = StandardSetting("required-checks", options=(("contexts", ("test", "lint", "docs")),))


def _ci(author: str = "alice", base: tuple[Context, ...] = (), **states: ContextState) -> Case:
    words = {"passed": "success", "failed": "failure", "pending": "in_progress"}
    said = tuple(Context(name, state, words[state]) for name, state in states.items())
    snapshot = passing(author=author, contexts=said, base_contexts=base, reviews=(build.review("bea"),))
    return Case(snapshot, build.directory(services=ROOMS, profiles={"default": (*PROFILE, CI)}))


def waiting() -> Case:
    """All is done but what CI has not said yet."""
    return _ci(test="passed", lint="pending")


def waiting_to_mend() -> Case:
    return _ci(test="failed", lint="pending")


def was_so_before() -> Case:
    return _ci(test="failed", lint="passed", docs="passed", base=(Context("test", "failed", "failure"),))


def waiting_at_home() -> Case:
    return _ci(author="bea", test="pending", lint="passed", docs="passed")


def house_rules() -> Case:
    """What an away author sees who knew nothing of the house's own rules; a commit's subject is hostile."""
    rules = (
        Rule("no-print", Expression(r"(^|\s)print\("), message="print goes nowhere in production", fix="call the log"),
        Rule("no-exe", Expression("(?i)[.]exe$"), where="names"),
    )
    settings = (
        StandardSetting("docs", options=(("public", ("ledger/**",)),)),
        StandardSetting("commits", options=(("dco", True),)),
        StandardSetting("licence", "floor", (("spdx", ("Apache-2.0",)),)),
        StandardSetting("pattern", options=(("rules", rules),)),
    )
    new = build.file("ledger/refund.py", kind="added", before=None, mode_after="100644")
    signed = "\n\nSigned-off-by: Alice <alice@example.com>"
    commits = (
        CommitFacts("1" * 40, "alice@example.com", "alice@example.com", f"feat: exact refunds{signed}"),
        CommitFacts("2" * 40, "alice@example.com", "alice@example.com", "wip @bob | fixes #3 `x` <!-- -->"),
    )
    snapshot = passing(
        files=(replace(SOURCE, mode_after="100644"), new, TEST),
        commits=commits,
        licences=(LicenceTags("ledger/refund.py"),),
        matches=(
            Matches(rules[0].pattern, "lines", (("ledger/close.py", 44), ("ledger/refund.py", 3))),
            Matches(rules[1].pattern, "names"),
        ),
    )
    return Case(snapshot, build.directory(services=ROOMS, profiles={"default": settings}))


def owned_otherwise() -> Case:
    """The repository's own files say otherwise than the catalogue, and one of them is wrong."""
    said = Said("services.yaml", "payments", Place("config/services.yaml", 3, 3))
    other = Said("CODEOWNERS", "checkout", Place(".github/CODEOWNERS", 1), "@acme/checkout")
    fault = Fault(Place(".homebot.yml", 2, 8), 'owner: unknown team "paymnts"', 'did you mean "payments"?')
    rule = PathOwners("CODEOWNERS", other.place, (Owner("team", "acme/checkout"),), ("ledger/close.py",))
    catalogue = RepositoryCatalogue(drift=(Drift("ledgerd", said, (other,)),), faults=(fault,))
    return Case(replace(away_passing().snapshot, catalogue=catalogue, path_owners=(rule,)))


ASKED = build.NOW - timedelta(days=3)
"""Friday; what is read is read on Monday, so that two working days are over on Tuesday."""


def _late(at: datetime, moved: tuple[Moved, ...], *asked: tuple[str, datetime]) -> Case:
    """bea and bob were asked by homebot; the owner of the team, olga, is busy."""
    team = replace(build.team("payments", "olga", "bea", "bob"), owners=("olga",))
    directory = replace(DIRECTORY, teams={**DIRECTORY.teams, "payments": team})
    snapshot = passing(
        at=at,
        created_at=ASKED,
        people=(Person("olga", busy=True), Person("bea"), Person("bob")),
        requests=tuple(RequestEvent(login, "homebot[bot]", False, when) for login, when in asked),
        observed=Observed(requested=tuple(login for login, _ in asked)),
        asked=tuple(Asked(login, when) for login, when in asked),
        moved=moved,
        last_turn=LastTurn("reviewer", ASKED),
    )
    return Case(snapshot, directory)


def no_answer() -> Case:
    """bea has had two working days; bob is asked in her place."""
    return _late(ASKED + timedelta(days=4), (), ("bea", ASKED))


def no_second_answer() -> Case:
    """bob has had as much; the owner is called on."""
    moved_at = ASKED + timedelta(days=4)
    return _late(ASKED + timedelta(days=6), (Moved("bea", ASKED, moved_at),), ("bob", moved_at))


def no_answer_at_all() -> Case:
    """Two working days more; the managers are called on too."""
    moved_at = ASKED + timedelta(days=4)
    return _late(ASKED + timedelta(days=10), (Moved("bea", ASKED, moved_at),), ("bob", moved_at))


def look_again() -> Case:
    """The author has pushed after an objection."""
    return Case(passing(reviews=(build.review("bea", "CHANGES_REQUESTED", oid=build.OLD_HEAD),)))


def coverage_awaited() -> Case:
    """Nothing is wrong with it; the report of coverage has not come."""
    setting = StandardSetting("tests", options=(("changed_lines_covered", 80.0),))
    snapshot = passing(reviews=(build.review("bea"),), coverage=Coverage(asked=True))
    return Case(snapshot, build.directory(services=ROOMS, profiles={"default": (*PROFILE[:2], setting)}))


def _editing(file: str, proposal: Proposal) -> Case:
    return Case(passing(files=(build.file(file), SOURCE, TEST), proposal=proposal))


def edit_of_owners() -> Case:
    """CODEOWNERS is edited: two open pull requests would be reviewed otherwise, and a rule names somebody unknown."""
    fault = Fault(
        Place("CODEOWNERS", 4), '@zoe, named for "/ledger/": GitHub knows nobody of that name', "name who took over"
    )
    return _editing(
        "CODEOWNERS",
        Proposal(
            files=("CODEOWNERS",),
            lint=(fault,),
            affected=(
                Affected(
                    "acme/ledgerd#12",
                    "Round the other way | @bob fixes #3",
                    (
                        Difference("review", ("success",), ("in progress",)),
                        Difference("asked", (), ("vera",)),
                        Difference("owners of its paths", ("@bob",), ("@acme/media", "@vera")),
                    ),
                ),
                Affected("acme/ledgerd#9", "", (Difference("asked", ("bob",), ("vera",)),)),
            ),
            affected_more=1,
            looked_at=31,
            notes=("3 open pull requests that saw nothing new for longest, or are too large, were not looked at",),
        ),
    )


def edit_that_breaks() -> Case:
    """`.homebot.yml` could not be read any more, and nothing else would change."""
    message = 'mode: expected observe, advise or enforce, found text "enfroce"'
    fault = Fault(Place(".homebot.yml", 2, 7), message, 'did you mean "enforce"?', broken=True)
    proposal = Proposal((".homebot.yml",), broken=(fault,), looked_at=2)
    return _editing(".homebot.yml", proposal)


CASES: dict[str, Callable[[], Case]] = {
    case.__name__: case
    for case in (
        away_failing, away_passing, asked_before, away_ready, approval_kept, approvals_fallen, changes_asked, home,
        mixed, outsider, bot, unowned,
        partly_unowned, draft, merged, merged_unready, closed, observe, advise, unreadable, not_judged, held,
        nobody_can, owned_path, lone_owner, hostile, waiting, waiting_to_mend, was_so_before, waiting_at_home,
        house_rules, no_answer, no_second_answer, no_answer_at_all, look_again, coverage_awaited,
        owned_otherwise,
        edit_of_owners, edit_that_breaks,
    )
}  # fmt: skip
