"""What is shown of ownership files: both sides of a disagreement, faults, and nothing that acts."""

from homebot.core.directory import Place
from homebot.core.ownership import Drift, Fault, Owner, PathOwners, RepositoryCatalogue, Said
from homebot.core.render.ownership import notes, path_owner_lines

DRIFT = Drift(
    "ledgerd",
    Said("services.yaml", "payments", Place("config/services.yaml", 3, 3)),
    (
        Said("Backstage", "checkout", Place("catalog-info.yaml", 8, 10), "group:default/checkout"),
        Said("CODEOWNERS", "video", Place("CODEOWNERS", 1), "@acme/video"),
    ),
)


def test_a_disagreement_shows_both_sides_with_both_places() -> None:
    assert notes(RepositoryCatalogue(drift=(DRIFT,)), 10) == [
        "ownership-drift: `ledgerd` is owned by `payments`, says services.yaml (`config/services.yaml:3:3`);"
        " Backstage says `checkout`, written `group:default/checkout` (`catalog-info.yaml:8:10`) and"
        " CODEOWNERS says `video`, written `@acme/video` (`CODEOWNERS:1:1`). The first is used."
    ]


def test_hostile_words_do_nothing() -> None:
    faults = (Fault(Place("a`b/@everyone\n", 1), "@alice <!-- #12 -->", "![x](y)"),)
    (line,) = notes(RepositoryCatalogue(faults=faults), 10)
    assert "\n" not in line
    assert "<!--" not in line
    assert line.startswith("``a`b/@everyone\\x0a:1:1``: `@alice")


def test_long_lists_are_cut_and_say_so() -> None:
    faults = tuple(Fault(Place("CODEOWNERS", line), "wrong") for line in range(1, 8))
    lines = notes(RepositoryCatalogue(drift=(DRIFT,) * 5, faults=faults), 3)
    assert len(lines) == 3 + 1 + 3 + 1
    assert lines[3] == "… and the owners of 2 services more are said differently."
    assert lines[-1] == "… and 4 faults in ownership files; `/homebot owners PATH` shows them."


def test_a_rule_with_and_without_owners() -> None:
    owners = (Owner("user", "alice"), Owner("team", "acme/a"), Owner("email", "x@example.com"))
    found = (
        PathOwners("CODEOWNERS", Place("CODEOWNERS", 2), owners, ("a", "b")),
        PathOwners("CODEOWNERS", Place("CODEOWNERS", 3), (), ("c",)),
    )
    assert path_owner_lines(found) == [
        "2 paths: `@alice`, `@acme/a` and `x@example.com` (CODEOWNERS, `CODEOWNERS:2:1`)",
        "1 path: nobody, so the team of the service answers alone (CODEOWNERS, `CODEOWNERS:3:1`)",
    ]
