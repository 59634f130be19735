"""`catalog-info.yaml`: entities and references, what is passed over, and what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.config.yaml_source import documents
from homebot.core.catalogues.backstage import MOST_NAMES, BackstageFile, Entity, Ref, read, reference

FILE = "catalog-info.yaml"


def of(text: str | bytes) -> BackstageFile:
    return read(documents(FILE, text if isinstance(text, bytes) else text.encode()))


def told(text: str) -> list[str]:
    return [f"{fault.place.line}:{fault.place.column}: {fault.message}; {fault.fix}" for fault in of(text).faults]


def entity(text: str) -> Entity:
    file = of(text)
    assert file.faults == ()
    (found,) = file.entities
    return found


def names(of_names: object) -> list[str]:
    assert isinstance(of_names, tuple)
    return [str(named.ref) for named in of_names]


COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: Ledgerd
  description: Keeps the books.
  annotations:
    github.com/project-slug: Acme/Ledgerd
    backstage.io/source-location: url:https://github.com/acme/ledgerd/
  tags: [python]
spec:
  type: service
  lifecycle: production
  owner: Payments
  system: billing
  providesApis: [ledger, other/ledger-v2]
  consumesApis:
    - identity
  dependsOn: ['component:default/identityd', 'resource:ledger-db']
"""


def test_a_component() -> None:
    found = entity(COMPONENT)
    assert found.ref == Ref("component", "default", "ledgerd")
    assert found.name == "Ledgerd"
    assert str(found.place) == "catalog-info.yaml:4:9"
    assert found.owner is not None
    assert (str(found.owner.ref), str(found.owner.place)) == ("group:default/payments", "catalog-info.yaml:13:10")
    assert found.system is not None
    assert str(found.system.ref) == "system:default/billing"
    assert found.lifecycle == "production"
    assert found.github == "acme/ledgerd"
    assert found.source == "url:https://github.com/acme/ledgerd/"
    assert names(found.provides) == ["api:default/ledger", "api:other/ledger-v2"]
    assert names(found.consumes) == ["api:default/identity"]
    assert names(found.depends_on) == ["component:default/identityd", "resource:default/ledger-db"]


def test_a_group_and_a_user() -> None:
    group = entity(
        "kind: Group\n"
        "metadata: {name: payments, namespace: Retail, annotations: {github.com/team-slug: Acme/Payments}}\n"
        "spec: {parent: default/finance, children: [payments-core], members: [alice, 'user:default/Bob', alice]}\n"
    )
    assert str(group.ref) == "group:retail/payments"
    assert group.github == "acme/payments"
    assert group.parent is not None
    assert str(group.parent.ref) == "group:default/finance"
    assert names(group.children) == ["group:retail/payments-core"]
    assert names(group.members) == ["user:retail/alice", "user:default/bob"]
    user = entity("kind: User\nmetadata: {name: jane.doe}\nspec: {memberOf: [payments]}\n")
    assert names(user.member_of) == ["group:default/payments"]
    assert user.github is None


@pytest.mark.parametrize(
    ("metadata", "login"),
    [
        ("{name: Alice}", "alice"),
        ("{name: jane.doe}", None),
        ("{name: jane.doe, annotations: {github.com/user-login: JaneD}}", "janed"),
    ],
)
def test_a_users_login(metadata: str, login: str | None) -> None:
    assert entity(f"kind: User\nmetadata: {metadata}\nspec: {{memberOf: []}}\n").github == login


def test_several_documents_and_those_that_are_passed_over() -> None:
    file = of(
        "---\nkind: System\nmetadata: {name: billing}\nspec: {owner: payments}\n"
        "---\nkind: API\nmetadata: {name: ledger}\nspec: {owner: 'user:alice', type: openapi, definition: x}\n"
        "---\nkind: Location\nspec: {targets: [./others.yaml, 'https://evil.example/x.yaml']}\n"
        "---\n---\nkind: Domain\nmetadata: {name: money}\n"
        "---\napiVersion: acme.example/v1\nkind: Component\nmetadata: {name: x}\n"
        "---\napiVersion: backstage.io/v1alpha1\nkind: Dataset\nmetadata: {name: x}\n...\n"
    )
    assert file.faults == ()
    assert [str(one.ref) for one in file.entities] == ["system:default/billing", "api:default/ledger"]
    assert [str(one.ref) for one in file.of_kind("api")] == ["api:default/ledger"]
    assert file.passed_over == 4


@pytest.mark.parametrize(
    ("text", "kind", "namespace", "full"),
    [
        ("payments", "group", "default", "group:default/payments"),
        ("Payments", "Group", "Retail", "group:retail/payments"),
        ("group:payments", "user", "default", "group:default/payments"),
        ("user:alice", "group", "retail", "user:retail/alice"),
        ("default/payments", "group", "retail", "group:default/payments"),
        ("GROUP:Default/Payments", "", "x", "group:default/payments"),
        ("payments", "", "default", None),
        ("", "group", "default", None),
        ("a b", "group", "default", None),
        ("a/b/c", "group", "default", None),
        ("a:b:c", "group", "default", None),
        ("/a", "group", "default", None),
        (":a", "group", "default", None),
        ("a/", "group", "default", None),
        ("x" * 64, "group", "default", None),
        ("-a", "group", "default", None),
    ],
)
def test_a_reference(text: str, kind: str, namespace: str, full: str | None) -> None:
    found = reference(text, kind, namespace)
    assert (None if found is None else str(found)) == full


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("7", "1:1: expected an entity, found the number 7; give apiVersion, kind and metadata.name"),
        ("metadata: {name: x}", "1:1: a document without a kind; give apiVersion, kind and metadata.name"),
        ("kind: [Component]", "1:1: a document without a kind; give apiVersion, kind and metadata.name"),
        ("kind: Componnet", '1:7: unknown kind "Componnet"; did you mean "Component"?'),
        (
            "kind: User\nmetadata: {}",
            "2:11: a user without metadata.name; letters, digits and - _ . between them, at most 63",
        ),
        (
            "kind: User\nmetadata: {name: a b}",
            '2:18: "a b" is no name of an entity; letters, digits and - _ . between them, at most 63',
        ),
        (
            "kind: System\nmetadata: {name: x}",
            '2:18: "system:default/x" has no owner; name a group in spec.owner',
        ),
        (
            "kind: System\nmetadata: {name: x}\nspec: {owner: a b c}",
            '3:15: spec.owner of system:default/x: text "a b c" names no entity; write [kind:][namespace/]name',
        ),
        (
            "kind: Component\nmetadata: {name: x}\nspec: {owner: a, dependsOn: [y]}",
            '3:30: spec.dependsOn of component:default/x: text "y" names no entity; write kind:[namespace/]name',
        ),
        (
            "kind: Group\nmetadata: {name: x}\nspec: {members: alice}",
            '3:17: spec.members of group:default/x: expected a list, found text "alice"; begin each line with -',
        ),
        (
            "kind: Group\nmetadata: {name: x, annotations: {github.com/team-slug: core}}",
            '2:57: "core" is no value of github.com/team-slug; the annotation is left out',
        ),
        (
            "kind: User\nmetadata: {name: x}\n---\nkind: user\nmetadata: {name: X}",
            '4:1: "user:default/x" is there twice; the one on line 2 counts',
        ),
    ],
)
def test_what_is_wrong(text: str, message: str) -> None:
    assert message in told(text)


def test_a_broken_document_leaves_those_before_it() -> None:
    file = of("kind: User\nmetadata: {name: alice}\n---\nkind: [\n---\nkind: User\nmetadata: {name: bob}\n")
    assert [str(one.ref) for one in file.entities] == ["user:default/alice"]
    assert "not YAML" in file.faults[0].message


def test_what_is_no_mapping_where_one_belongs_is_nothing() -> None:
    file = of("kind: Component\nmetadata: {name: x, annotations: [a]}\nspec: [owner]\n")
    assert [str(one.ref) for one in file.entities] == ["component:default/x"]
    assert [fault.message for fault in file.faults] == ['"component:default/x" has no owner']


def test_a_list_has_an_end_and_it_is_said() -> None:
    members = ", ".join(f"u{number}" for number in range(MOST_NAMES + 1))
    file = of(f"kind: Group\nmetadata: {{name: x}}\nspec: {{members: [{members}]}}\n")
    assert len(file.entities[0].members) == MOST_NAMES
    assert [fault.message for fault in file.faults] == [
        f"spec.members of group:default/x names {MOST_NAMES + 1}; the first {MOST_NAMES} are used"
    ]


def test_an_alias_bomb_is_refused_and_what_stood_before_it_kept() -> None:
    bomb = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    file = of("kind: User\nmetadata: {name: alice}\n---\n" + "\n".join(bomb))
    assert len(file.entities) == 1
    assert [fault.message for fault in file.faults] == ["more than 200000 values"]


PARTS = st.sampled_from(
    [
        "kind: ",
        "Group",
        "User",
        "\nmetadata: {name: ",
        "x",
        "}",
        "\n---\n",
        "\nspec: {",
        "members: [",
        "]",
        "&a ",
        "*a",
        ", ",
        "owner: ",
        "parent: x",
        "\n",
        ":",
        "/",
        "'",
        "~",
        "7",
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(PARTS, max_size=60).map("".join).map(str.encode)))
def test_any_bytes_are_read(content: bytes) -> None:
    file = of(content)
    assert len({one.ref for one in file.entities}) == len(file.entities)
