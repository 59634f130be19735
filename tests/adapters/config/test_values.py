# ruff: noqa: E501  a table of messages reads best with one case on a line
"""Every kind of wrong value is refused with its place, its key and what to do."""

import pytest

from homebot.core.credit.parameters import NAMES, Parameters, parameters
from tests.adapters.config.company import ORG, directory, problems

SERVICE = "version: 1\nservices:\n  ledgerd:\n    owner: payments\n    repository: acme/ledgerd\n"

WRONG_SERVICE = [
    ("repositry: x", 'services.ledgerd: unknown key "repositry"; did you mean "repository"?'),
    ("owner: checkout", 'services.ledgerd: the key "owner" is there twice; the first is at config/services.yaml:4:5'),
    ("mode: enforced", 'services.ledgerd.mode: expected one of observe, advise, enforce, found "enforced"; did you mean "enforce"?'),
    ("mode: [enforce]", "services.ledgerd.mode: expected one of observe, advise, enforce, found a list"),
    ("lifecycle: prod", 'services.ledgerd.lifecycle: expected one of experimental, production, deprecated, found "prod"; did you mean "production"?'),
    ("paths: 7", "services.ledgerd.paths: expected a list of path patterns, found the number 7"),
    ("paths: src", 'services.ledgerd.paths: expected a list of path patterns, found text "src"; write [src]'),
    ("paths: []", "services.ledgerd.paths: expected a list of path patterns, found an empty one"),
    ("paths:", "services.ledgerd.paths: expected a list of path patterns, found nothing; write [] or leave the key out"),
    ('paths: ["!src"]', 'services.ledgerd.paths: expected a path pattern, found text "!src"; such as "src/**"; "!" is not read'),
    (
        f"paths: [{'a/' * 520}]",
        "services.ledgerd.paths: the pattern has 1040 characters, at most 1024 are read; "
        "name a folder above, or use a wildcard",
    ),
    ("consumes: [ledger]", 'services.ledgerd.consumes: unknown service "ledger"; did you mean "ledgerd"?'),
    ("consumes: [ledgerd]", 'services.ledgerd.consumes: a service does not consume itself; remove "ledgerd"'),
    ("consumes: [shop, shop]", 'services.ledgerd.consumes: "shop" is listed twice'),
    ("provides: [acme-ledgerd]", 'services.ledgerd.provides: expected a package URL, found text "acme-ledgerd"; such as pkg:pypi/acme-ledgerd-client, without a version, @ written %40'),
    ("provides: ['pkg:pypi/acme@1.2']", 'services.ledgerd.provides: expected a package URL, found text "pkg:pypi/acme@1.2"; such as pkg:pypi/acme-ledgerd-client, without a version, @ written %40'),
    ("review: {approvals: 99}", "services.ledgerd.review.approvals: expected a whole number from 0 to 15, found the number 99"),
    ("review: {approvals: 1.5}", 'services.ledgerd.review.approvals: expected a whole number from 0 to 15, found the number 1.5'),
    ("review: {first_response: 2 days}", 'services.ledgerd.review.first_response: expected a duration, found text "2 days"; such as 2wd, 3d or 48h'),
    ("review: 1", "services.ledgerd.review: expected a mapping of keys to values, found the number 1"),
    ("warranty_days: -1", "services.ledgerd.warranty_days: expected a whole number from 0 to 3650, found the number -1"),
    ("warranty_days: '30'", 'services.ledgerd.warranty_days: expected a whole number from 0 to 3650, found text "30"'),
    ("since: 2026-02-30", "services.ledgerd.since: 2026-02-30 is not a day of the calendar"),
    ("since: 2026-7-1", 'services.ledgerd.since: expected a date, found text "2026-7-1"; such as 2026-07-01'),
    ("profile: pyhton", 'services.ledgerd.profile: unknown profile "pyhton"; known: default'),
    ("<<: {mode: enforce}", 'services.ledgerd: merge keys ("<<") are not read; write the keys out'),
    ("? [a]\n    : 1", "services.ledgerd: a key must be text, found a list"),
    ('"re\\nset\\e[0m": 1', 'services.ledgerd: unknown key "re\\nset\\x1b[0m"; known: consumes, lifecycle, mode, owner, paths, profile, provides, repository and 3 more'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), WRONG_SERVICE)
def test_a_wrong_value_of_a_service(line: str, message: str) -> None:
    found = problems(services=f"{SERVICE}    {line}\n  shop: {{owner: checkout, repository: acme/shop}}\n")

    assert [text.split(": ", 1)[1] for text in found] == [message]
    assert found[0].startswith("config/services.yaml:6:")


WRONG_TEAM = [
    ("entity: retial", '8:15: teams.x.entity: unknown entity "retial"; did you mean "retail"?'),
    ("members: [eve]", '8:6: teams.x: the key "entity" is missing; it is the name of an entity'),
    ("entity: retail, members: 3", "8:32: teams.x.members: expected a list of GitHub logins, found the number 3"),
    ("entity: retail, members: [3]", "8:33: teams.x.members: expected a GitHub login, found the number 3; put it in quotes to make it text"),
    ("entity: retail, members: ['@eve']", '8:33: teams.x.members: expected a GitHub login, found text "@eve"; write alice, not @alice'),
    ("entity: retail, members: [Eve, eve]", '8:38: teams.x.members: "eve" is listed twice'),
    ("entity: retail, github_team: acme", '8:36: teams.x.github_team: expected a GitHub team, found text "acme"; such as acme/payments'),
    ("entity: retail, timezone: Europe/Berln", '8:33: teams.x.timezone: unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?'),
    ("entity: retail, holidays: [xmas]", '8:34: teams.x.holidays: expected a date, found text "xmas"; such as 2026-07-01'),
    ("entity: retail, since: 2026-02-01, until: 2026-01-01", "8:49: teams.x.until: the team ends on 2026-01-01, before it begins on 2026-02-01; mend one of them"),
    ("entity: retail, temporary: {until: 2026-12-31}", '8:34: teams.x.temporary: the key "sponsor" is missing; it is the name of a team'),
    ("entity: retail, temporary: {until: 2026-12-31, sponsor: x}", "8:34: teams.x.temporary: a team cannot be its own sponsor; name the team that stands for it"),
    ("entity: retail, temporary: {until: 2026-12-31, sponsor: payment}", '8:63: teams.x.temporary.sponsor: unknown team "payment"; did you mean "payments"?'),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "message"), WRONG_TEAM)
def test_a_wrong_value_of_a_team(keys: str, message: str) -> None:
    found = problems(org=f"{ORG}  x: {{{keys}}}\n")

    assert [text for text in found if text.startswith("config/org.yaml:8:")] == [f"config/org.yaml:{message}"]


def test_every_problem_is_told_at_once_in_the_order_of_places() -> None:
    org = ORG.replace("parent: company", "parent: compny").replace("since: 2024-01-01", "since: 2024-13-01")
    services = "version: 2\nservices:\n  ledgerd: {owner: payment, repository: ledgerd}\n"

    assert problems(org, services) == [
        'config/org.yaml:4:20: entities.retail.parent: unknown entity "compny"; did you mean "company"?',
        "config/org.yaml:6:77: teams.payments.since: 2024-13-01 is not a day of the calendar",
        "config/services.yaml:1:10: version: expected 1, found the number 2; this homebot reads version 1 only",
        'config/services.yaml:3:20: services.ledgerd.owner: unknown team "payment"; did you mean "payments"?',
        'config/services.yaml:3:41: services.ledgerd.repository: expected a repository, found text "ledgerd"; such as acme/ledgerd',
    ]  # fmt: skip


def test_the_version_is_asked_for() -> None:
    assert problems(standards="profiles: {}\n") == [
        'config/standards.yaml:1:1: the key "version" is missing; it is the number 1'
    ]


def test_names_of_a_file_that_cannot_be_read_are_not_called_unknown() -> None:
    assert problems(org="version: 1\nteams: [") == [
        "config/org.yaml:2:9: not YAML: expected the node content, but found '<stream end>'; "
        "while parsing a flow node that begins on line 2"
    ]


def test_a_package_comes_from_one_service_however_it_is_spelt() -> None:
    services = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, provides: ["pkg:pypi/Acme_Ledgerd"]}
  shop: {owner: checkout, repository: acme/shop, provides: ["pkg:pypi/acme-ledgerd"]}
"""
    assert problems(services=services) == [
        'config/services.yaml:4:61: services.shop.provides: "pkg:pypi/acme-ledgerd" is provided by "ledgerd" already; '
        "see config/services.yaml:3:3"
    ]


def test_values_are_kept_in_their_one_spelling() -> None:
    org = f"{ORG}  Video: {{entity: retail, github_team: Acme/Video, members: [Erin], owners: [FRANK]}}\n"
    services = """\
version: 1
services:
  Player: {owner: Video, repository: Acme/Player, provides: ["pkg:PyPI/Acme.Player_Client"]}
"""
    found = directory(org, services)

    assert found.teams["Video"].github_team == "acme/video"
    assert found.teams["Video"].members == ("erin", "frank")
    assert found.services["Player"].repository == "acme/player"
    assert found.services["Player"].provides == ("pkg:pypi/acme-player-client",)


def test_words_that_older_yaml_takes_for_booleans_stay_text() -> None:
    org = ORG.replace("bob", "no") + "  on: {entity: retail, members: [off, y], since: '2024-02-01'}\n"

    found = directory(org)

    assert found.teams["payments"].members == ("alice", "no")
    assert found.teams["on"].members == ("off", "y")


def test_logins_of_bots_need_no_quotes() -> None:
    found = directory(f"{ORG}bots: [dependabot[bot], Renovate[bot], deployer]\n")

    assert found.bots == ("dependabot[bot]", "renovate[bot]", "deployer")


def test_settings_of_the_bot() -> None:
    found = directory(homebot="version: 1\nreviewer_limit: 3\ncredit: {used_pool: 20000}\n")

    assert (found.settings.reviewer_limit, found.settings.max_reviewers) == (3, 15)
    assert found.settings.credit == (("used_pool", 20000),)
    assert parameters(found.settings.credit) == Parameters(used_pool=20000)
    assert problems(homebot="version: 1\nmax_reviewers: 16\n") == [
        "config/homebot.yaml:2:16: max_reviewers: expected a whole number from 1 to 15, found the number 16"
    ]


RAISERS = f"{ORG}bar_raisers: {{architecture: [gina], data: [ida]}}\n"


def test_triggers_of_bar_raisers_decisions() -> None:
    chosen = "  size: {enabled: false}\n  data-migration: {kind: data, paths: ['db/**']}\n"
    found = dict(directory(RAISERS, homebot=f"version: 1\ntriggers:\n{chosen}").settings.triggers)

    assert set(found) == {"size", "data-migration"}
    assert not found["size"].enabled
    assert (found["data-migration"].kind, found["data-migration"].paths) == ("data", ("db/**",))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sise: {}", 'triggers: unknown key "sise"; did you mean "size"?'),
        ("size: {max: 3}", 'triggers.size: unknown key "max"; did you mean "max_changed_lines"?'),
        ("size: {kind: date}", 'triggers.size.kind: unknown kind of bar raiser "date"; did you mean "data"?'),
        ("size: {enabled: 1}", "triggers.size.enabled: expected true or false, found the number 1"),
        (
            "security-path: {paths: auth}",
            'triggers.security-path.paths: expected a list of path patterns, found text "auth"; write [auth]',
        ),
        ("decision-needed: {kind: data}", 'triggers.decision-needed: unknown key "kind"; known: enabled'),
    ],
)
def test_a_wrong_value_of_a_trigger(line: str, message: str) -> None:
    (found,) = problems(RAISERS, homebot=f"version: 1\ntriggers:\n  {line}\n")

    assert found.split(": ", 1)[1] == message


def test_a_company_without_bar_raisers_names_no_kind_of_them() -> None:
    (found,) = problems(homebot="version: 1\ntriggers: {size: {kind: data}}\n")

    assert 'unknown kind of bar raiser "data"' in found


@pytest.mark.parametrize("name", NAMES)
def test_each_parameter_of_credit_has_bounds(name: str) -> None:
    assert directory(homebot=f"version: 1\ncredit: {{{name}: 7}}\n").settings.credit == ((name, 7),)
    for wrong in (-1, 1_000_000_001, "many"):
        (problem,) = problems(homebot=f"version: 1\ncredit: {{{name}: {wrong}}}\n")
        assert f"credit.{name}: expected a whole number from 0 to" in problem
