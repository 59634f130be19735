"""Who is in a Backstage group, from every file that says so, circles included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.config.yaml_source import documents
from homebot.core.catalogues.backstage import Ref, read
from homebot.core.catalogues.faults import MOST_FAULTS
from homebot.core.catalogues.groups import Groups, groups


def of(*texts: str) -> Groups:
    return groups([read(documents(f"{number}.yaml", text.encode())) for number, text in enumerate(texts)])


def group(name: str, **spec: object) -> str:
    return f"---\nkind: Group\nmetadata: {{name: {name}}}\nspec: {spec}\n"


def user(name: str, *member_of: str, login: str = "") -> str:
    annotations = f", annotations: {{github.com/user-login: {login}}}" if login else ""
    return f"---\nkind: User\nmetadata: {{name: {name}{annotations}}}\nspec: {{memberOf: {list(member_of)}}}\n"


def people(found: Groups, name: str) -> list[str]:
    return list(found.members_of(Ref("group", "default", name)))


def test_members_are_those_a_group_names_and_those_who_name_it() -> None:
    found = of(group("pay", members=["bob"]), user("alice", "pay") + user("bob", login="Robert"))
    assert people(found, "pay") == ["alice", "robert"]
    assert found.faults == ()


def test_a_member_nobody_describes_is_taken_for_a_login() -> None:
    assert people(of(group("pay", members=["Carol", "user:dave"])), "pay") == ["carol", "dave"]


@pytest.mark.parametrize("name", ["jane.doe", "group:other"])
def test_a_member_who_can_be_no_login_is_said(name: str) -> None:
    found = of(group("pay", members=[name]))
    assert people(found, "pay") == []
    (fault,) = found.faults
    assert "is nobody's login" in fault.message
    assert fault.fix == "give the User the annotation github.com/user-login"


def test_groups_beneath_count_whichever_of_the_two_says_so() -> None:
    found = of(
        group("all", children=["pay"], members=["zoe"]) + group("pay", members=["a"]) + group("core", parent="pay"),
        group("core", members=["lost"]) + user("b", "core"),
    )
    assert people(found, "all") == ["a", "b", "zoe"]
    assert people(found, "core") == ["b"], "the first file that describes a group is the one that counts"
    assert people(found, "nobody") == []


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        (group("a", parent="a"), "0.yaml:4:19: groups in a circle: group:default/a > group:default/a"),
        (
            group("a", parent="b") + group("b", parent="a"),
            "0.yaml:4:19: groups in a circle: group:default/b > group:default/a > group:default/b",
        ),
        (
            group("a", children=["b"]) + group("b", children=["c"]) + group("c", children=["a"]),
            "0.yaml:12:22: groups in a circle: group:default/a > group:default/b > group:default/c > group:default/a",
        ),
    ],
)
def test_a_circle_is_said_once_and_followed_no_further(text: str, circle: str) -> None:
    found = of(text + user("alice", "a"))
    assert people(found, "a") == ["alice"]
    (fault,) = found.faults
    assert f"{fault.place}: {fault.message}".split(": ", 1)[1] == circle.split(": ", 1)[1]


def test_a_diamond_is_no_circle() -> None:
    text = group("a", children=["b", "c"]) + group("b", children=["d"]) + group("c", children=["d"])
    assert of(text + group("d", members=["x"])).faults == ()


def test_a_long_circle_is_cut_where_it_is_shown() -> None:
    text = "".join(group(f"g{number}", children=[f"g{(number + 1) % 900}"]) for number in range(900))
    (fault,) = of(text).faults
    assert fault.message.count(">") == 8
    assert fault.message.endswith("> ...")


def test_many_circles_are_counted() -> None:
    names = [f"g{number}" for number in range(30)]
    found = of("".join(group(name, children=names) for name in names))
    assert len(found.faults) == MOST_FAULTS + 1
    assert found.faults[-1].message == f"and {30 * 31 // 2 - MOST_FAULTS} more faults in this file"


def test_a_chain_of_a_thousand_is_no_depth() -> None:
    text = "".join(group(f"g{number}", children=[f"g{number + 1}"]) for number in range(999))
    assert people(of(text, user("deep", "g999")), "g0") == ["deep"]


EDGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20)


@given(EDGES)
def test_members_are_those_of_every_group_that_can_be_reached(edges: list[tuple[int, int]]) -> None:
    children = {start: [f"g{end}" for above, end in edges if above == start] for start in range(7)}
    found = of("".join(group(f"g{start}", children=children[start], members=[f"u{start}"]) for start in range(7)))
    reached = {(start, start) for start in range(7)}
    for _ in range(7):
        reached |= {(start, end) for start, middle in reached for above, end in edges if above == middle}
    for start in range(7):
        assert people(found, f"g{start}") == sorted(f"u{end}" for above, end in reached if above == start)
    circular = any((end, above) in reached for above, end in edges)
    assert bool(found.faults) == circular
