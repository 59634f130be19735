"""Which files are manifests; what holds of every format, whatever the bytes."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.adapters.config.yaml_source import documents
from homebot.core.manifests import Format, format_of, formats
from homebot.core.manifests.manifest import MAX_BYTES, MAX_DEPENDENCIES, MAX_PROBLEMS
from homebot.core.purl import canonical
from tests.core.manifests.reading import GOLDEN, NAMED, fast, problems, read


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_manifest_is_known_by_its_name(path: str, name: str) -> None:
    found = format_of(path)
    assert found is not None
    assert found.name == name


def test_every_format_has_a_name_here_and_a_test_file_of_its_own() -> None:
    assert {name for _, name in NAMED} == {known.name for known in formats()}
    assert [known.name for known in formats() if not Path(__file__).with_name(f"test_{known.name}.py").is_file()] == []


@pytest.mark.parametrize(
    "path",
    ["my-requirements.txt", "requirements.in", "pyproject.toml.bak", "base.txt", "x.py", "", "workflows/ci.yml"],
)
def test_other_files_are_none(path: str) -> None:
    assert format_of(path) is None


def of(known: Format) -> str:
    """A path of that format."""
    return next(path for path, name in NAMED if name == known.name)


@pytest.mark.parametrize("known", formats(), ids=lambda known: known.name)
class TestEveryFormat:
    def test_says_that_a_file_is_too_large(self, known: Format) -> None:
        manifest = known.read(of(known), b"#" * (MAX_BYTES + 1), documents)
        assert manifest.dependencies == ()
        assert problems(manifest) == [(1, f"it has {MAX_BYTES + 1} bytes and is not read; at most {MAX_BYTES} are")]

    def test_names_the_place_of_bytes_that_are_no_text(self, known: Format) -> None:
        manifest = known.read(of(known), b"\n\n  \xff\n", fast)
        assert [problem.line for problem in manifest.problems] == [3]

    def test_is_silent_or_says_why_of_an_empty_file(self, known: Format) -> None:
        manifest = known.read(of(known), b"", fast)
        assert manifest.dependencies == manifest.provides == ()
        assert len(manifest.problems) <= 1


SIGNS = ["{", "}", "[", "]", '"', "'", ":", ",", "\n", "\n  ", "\n    ", " ", "=", "#", "<", ">", "/>", "- ", "@", "!"]
WORDS = [
    *('"dependencies"', '"version"', "name", "version", '"packages"', "node_modules/a", "[[package]]", "[package]"),
    *("<project>", "<dependencies>", "<dependency>", "<artifactId>", "<!DOCTYPE a [", "<![CDATA[", "&a;", "${a}"),
    *(
        "FROM a",
        " AS b",
        "ARG A=1",
        "COPY --from=",
        "require (",
        "replace a => b",
        "// indirect",
        "GEM",
        "DEPENDENCIES",
    ),
    *("jobs:", "steps:", "uses: a/b@c", "&x", "*x", "? ", "|", ">=1.0", "^1", "1 - 2", "||", "npm:", "workspace:"),
    *("SPDXVersion: SPDX-2.3", "PackageName: a", "<text>", "Relationship: a DEPENDS_ON b", "bomFormat", "CycloneDX"),
    *("lockfileVersion", "importers:", "dependencies:", "  .:", "/a@1.0.0(b@2)", "\\", "\ufeff", "\x00", "9" * 50),
]
# Pieces of every syntax: put together at random they come further than random bytes do.
PIECES = st.lists(st.sampled_from(SIGNS + WORDS), max_size=40).map(lambda parts: "".join(parts).encode())
BYTES = st.binary(max_size=300) | PIECES


def check(known: Format, path: str, data: bytes) -> None:
    manifest = known.read(path, data, fast)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert len(manifest.problems) <= MAX_PROBLEMS + 2
    for one in (*manifest.dependencies, *manifest.provides):
        assert canonical(one.package) == one.package
        assert "@" not in one.package
        assert 0 <= one.line <= lines
    assert not {one.package for one in manifest.dependencies} & {one.package for one in manifest.provides}
    for problem in manifest.problems:
        assert problem.text.isprintable()
        # What ends too early ends on the line after the last.
        assert 0 <= problem.line <= lines + 1


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(NAMED), BYTES)
def test_no_bytes_raise(named: tuple[str, str], data: bytes) -> None:
    known = format_of(named[0])
    assert known is not None
    check(known, named[0], data)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(path for path in GOLDEN.rglob("*") if path.is_file())), st.data())
def test_a_real_file_that_somebody_broke_raises_nothing(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 200)))
    found = format_of(path.name)
    assert found is not None
    check(found, path.name, whole[:start] + data.draw(BYTES) + whole[end:])


def test_endless_dependencies_are_cut_and_that_is_said() -> None:
    manifest = read("requirements.txt", "\n".join(f"p{number}" for number in range(MAX_DEPENDENCIES + 7)))
    assert len(manifest.dependencies) == MAX_DEPENDENCIES
    assert problems(manifest) == [(MAX_DEPENDENCIES, "7 dependencies more than 20000; they do not count")]


def test_endless_problems_are_counted() -> None:
    manifest = read("requirements.txt", "<!--\n" * 80)
    assert len(manifest.problems) == MAX_PROBLEMS + 1
    assert problems(manifest)[-1] == (0, "and 30 more problems in this file")


def test_what_depends_on_itself_says_so_and_does_not_count() -> None:
    text = json.dumps({"name": "Acme", "dependencies": {"acme": "1", "b": "2"}}, indent=1)
    manifest = read("package.json", text)
    assert manifest.packages == {"pkg:npm/b"}
    assert problems(manifest) == [(4, "pkg:npm/acme depends on itself")]


@pytest.mark.parametrize("version", ["1 2", "<script>", "1\n2", "\x1b[31m", "x" * 300, "$(id)", "1;2"])
def test_a_version_that_is_none_is_a_problem_and_no_version(version: str) -> None:
    manifest = read("uv.lock", f'[[package]]\nname = "a"\nversion = {json.dumps(version)}\n')
    assert [(one.package, one.version) for one in manifest.dependencies] == [("pkg:pypi/a", "")]
    assert [problem.line for problem in manifest.problems] == [2]
    assert "is no version" in manifest.problems[0].text
