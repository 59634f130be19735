"""Whichever tool counts them, functions go by the same ratchet: both tools asked about one change."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from homebot.adapters.analysis.analysers import Analysers, analysers
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.app.changed import read_changed
from homebot.core.facts import Change
from homebot.core.found import Dependencies, ManifestChange
from homebot.core.public_surface.items import PublicSurface, SurfaceChange
from homebot.core.standards import options_of
from homebot.core.wanted import Wanted
from tests.adapters.git.remote import Remote

COMPLEXITY = Wanted((("complexity", options_of("complexity", ())),))
Files = Mapping[str, str | None]


class Pull:
    """A pull request made of two trees, read through a mirror."""

    def __init__(self, folder: Path, mirror: Mirror, analysis: Analysers) -> None:
        self.remote = Remote(folder / "remote.git")
        self.mirror = mirror
        self.analysis = analysis

    def read(self, before: Files, after: Files, wanted: Wanted = COMPLEXITY) -> Change:
        base = self.remote.commit("refs/heads/main", {b"readme": b"\n", **_contents(before)})
        head = self.remote.commit("refs/pull/1/head", {b"other": b"\n", **_contents(after)}, parent=base)
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, head)])
        return read_changed(self.mirror, base, head, self.analysis, wanted)

    def rows(self, before: Files, after: Files) -> list[tuple[str, str, int | None, int]]:
        change = self.read(before, after)
        assert change.errors == ()
        return [(row.path, row.name, row.before, row.after) for row in change.functions]


def _contents(files: Files) -> dict[bytes, bytes | None]:
    return {path.encode(): None if text is None else text.encode() for path, text in files.items()}


@pytest.fixture(scope="module")
def analysis() -> Iterator[Analysers]:
    with analysers(2) as started:
        yield started


@pytest.fixture
def pull(tmp_path: Path, analysis: Analysers) -> Iterator[Pull]:
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        yield Pull(tmp_path, mirror, analysis)


def go(name: str, branches: int) -> str:
    body = "".join(f"\tif a == {number} {{\n\t\treturn {number}\n\t}}\n" for number in range(branches))
    return f"func {name}(a int) int {{\n{body}\treturn a\n}}\n\n"


def python(name: str, branches: int) -> str:
    body = "".join(f"    if a == {number}: pass\n" for number in range(branches))
    return f"def {name}(a):\n{body}    return a\n\n\n"


JS = "function f(a) { return a ? 1 : 2 }\n"


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ({"a.go": go("Same", 20)}, {"a.go": go("Same", 20) + go("New", 1)}, [("a.go", "New", None, 2)]),
        ({"a.go": go("Worse", 12)}, {"a.go": go("Worse", 13)}, [("a.go", "Worse", 13, 14)]),
        ({"a.go": go("Renamed", 14)}, {"a.go": go("Other", 14)}, [("a.go", "Other", 15, 15)]),
        ({"a.go": go("F", 15), "b.go": ""}, {"a.go": None, "b.go": go("F", 15)}, []),
        ({"a.go": go("F", 15), "b.go": ""}, {"a.go": None, "b.go": go("F", 16)}, [("b.go", "F", 16, 17)]),
        ({"a.js": JS}, {"a.js": None, "b.ts": "let a = 1\n" + JS}, []),
        ({"a.txt": JS}, {"a.txt": None, "a.js": JS}, [("a.js", "f", None, 2)]),
        ({"a.js": JS}, {"a.js": None, "a.go": JS}, [("a.go", "<module>", None, 2)]),
        ({"a.go": go("F", 3)}, {"a.go": None, "b.go": go("F", 3)}, []),
        ({"a.py": python("f", 20)}, {"a.py": None, "b.go": go("f", 20)}, [("b.go", "f", None, 21)]),
        (
            {"b.py": python("f", 3)},
            {"b.py": python("f", 4), "a.GO": go("F", 3), "c.rs": "fn f() {}\n"},
            [("a.GO", "F", None, 4), ("b.py", "f", 4, 5), ("c.rs", "f", None, 1)],
        ),
    ],
)
def test_functions_before_and_after(
    pull: Pull, before: Files, after: Files, rows: list[tuple[str, str, int | None, int]]
) -> None:
    assert pull.rows(before, after) == rows


def test_the_tool_is_told(pull: Pull) -> None:
    change = pull.read({}, {"a.py": python("f", 1), "b.go": go("F", 1)})
    assert [(row.path, row.tool) for row in change.functions] == [("a.py", "radon"), ("b.go", "lizard")]


def test_errors_of_both_tools_stand_together_and_spoil_nothing(pull: Pull) -> None:
    change = pull.read(
        {"d.c": "int f(int a) { return \\xe9; }\n", "gone.c": "}}}"},
        {"c.py": "(", "b.c": "{{{", "gone.c": None, "a.go": go("F", 1), "large.c": "x" * 1_100_000},
    )
    assert [(error.path, error.reason[:30]) for error in change.errors] == [
        ("b.c", "none of its braces has a partn"),
        ("c.py", "not valid Python 3.11: '(' was"),
        ("large.c", "it has 1,100,000 bytes; files "),
    ]
    assert [row.path for row in change.functions] == ["a.go"]


def test_nobody_who_holds_to_complexity_nothing_counted(pull: Pull) -> None:
    change = pull.read({}, {"a.py": "(", "b.go": go("F", 1)}, Wanted())
    assert [file.path for file in change.files] == ["a.py", "b.go", "other"]
    assert (change.functions, change.errors) == ((), ())


def test_manifests_and_public_files_are_read_where_a_standard_asks(pull: Pull) -> None:
    before: Files = {"requirements.txt": "six\n", "api/a.py": "def f(): ...\n"}
    after: Files = {"requirements.txt": "six\nrequests\n", "api/a.py": "def g(): ...\n"}
    change = pull.read(before, after, Wanted())
    assert (change.dependencies, change.surface) == (None, None)
    options = options_of("architecture", [("public", ["api/**"])])
    asked = Wanted((("dependencies", options_of("dependencies", ())), ("architecture", options)))
    change = pull.read(before, after, asked)
    assert change.dependencies == Dependencies(
        (ManifestChange("requirements.txt", "requirements.txt", (("pkg:pypi/requests", 2),)),)
    )
    assert change.surface == PublicSurface((SurfaceChange("api/a.py", 1, "f", "function", "removed"),))
