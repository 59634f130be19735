"""What the folders of a tree depend on, and in which version."""

import pytest

from homebot.core.manifests.resolve import resolve
from tests.core.manifests.reading import GOLDEN, read

Resolved = list[tuple[str, str, str, str, int]]


def of(files: dict[str, str]) -> Resolved:
    found = resolve({path: read(path, text) for path, text in files.items()})
    return [(path, one.package.removeprefix("pkg:"), one.version, one.at_least, one.line) for path, one in found]


PACKAGE = '{"dependencies": {"a": "^1.2.0"}}'


def lock(*versions: str, direct: bool = True) -> str:
    places = [
        f'"node_modules/{"x/node_modules/" * number}a": {{"version": "{one}"}}' for number, one in enumerate(versions)
    ]
    root = '"": {"dependencies": {"a": "1"}}' if direct else '"": {}'
    return '{"lockfileVersion": 3, "packages": {' + ", ".join([root, *places]) + "}}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        # The requirement alone.
        ({"package.json": PACKAGE}, [("package.json", "npm/a", "", "1.2.0", 1)]),
        ({"package.json": '{"dependencies": {"a": "1.4.0"}}'}, [("package.json", "npm/a", "1.4.0", "1.4.0", 1)]),
        # A lock beside it, or above it.
        (
            {"package.json": PACKAGE, "package-lock.json": lock("1.4.0")},
            [("package.json", "npm/a", "1.4.0", "1.2.0", 1)],
        ),
        (
            {"web/app/package.json": PACKAGE, "package-lock.json": lock("1.4.0")},
            [
                ("package-lock.json", "npm/a", "1.4.0", "1.4.0", 1),
                ("web/app/package.json", "npm/a", "1.4.0", "1.2.0", 1),
            ],
        ),
        # An exact version is that one.
        (
            {"package.json": '{"dependencies": {"a": "1.3.0"}}', "package-lock.json": lock("1.4.0")},
            [("package.json", "npm/a", "1.3.0", "1.3.0", 1)],
        ),
        # The nearest one counts, and one beside the folder does not.
        (
            {
                "web/package.json": PACKAGE,
                "web/package-lock.json": lock("1.5.0"),
                "package-lock.json": lock("1.4.0", direct=False),
            },
            [("web/package.json", "npm/a", "1.5.0", "1.2.0", 1)],
        ),
        (
            {"web/package.json": PACKAGE, "other/package-lock.json": lock("1.4.0", direct=False)},
            [("web/package.json", "npm/a", "", "1.2.0", 1)],
        ),
        # Of several versions the lowest that is admitted; a lock that holds only lower ones is not of this manifest.
        (
            {"package.json": PACKAGE, "package-lock.json": lock("2.0.0", "1.10.0", "1.9.0", "1.0.0")},
            [("package.json", "npm/a", "1.9.0", "1.2.0", 1)],
        ),
        (
            {"package.json": PACKAGE, "package-lock.json": lock("1.0.0")},
            [("package.json", "npm/a", "", "1.2.0", 1)],
        ),
        # What the manifest does not name is not direct, whatever the lock says.
        ({"package.json": '{"name": "x"}', "package-lock.json": lock("1.4.0")}, []),
        # A lock alone; only what it knows to be direct.
        ({"package-lock.json": lock("1.4.0")}, [("package-lock.json", "npm/a", "1.4.0", "1.4.0", 1)]),
        ({"package-lock.json": lock("1.4.0", direct=False)}, []),
        # A lock of another ecosystem says nothing.
        (
            {"package.json": PACKAGE, "uv.lock": '[[package]]\nname = "a"\nversion = "9"'},
            [("package.json", "npm/a", "", "1.2.0", 1)],
        ),
        # Only run time, only direct, each once, the lowest.
        (
            {"package.json": '{"devDependencies": {"a": "1"}, "optionalDependencies": {"b": "1"}}'},
            [],
        ),
        ({"requirements.txt": "a==2\na==1\nb==1\n    # via a"}, [("requirements.txt", "pypi/a", "1", "1", 2)]),
        # Two manifests of a folder are two places to look at.
        (
            {"requirements.txt": "a==1", "pyproject.toml": '[project]\ndependencies = ["a>=0.5"]'},
            [("pyproject.toml", "pypi/a", "", "0.5", 2), ("requirements.txt", "pypi/a", "1", "1", 1)],
        ),
    ],
)
def test_versions(files: dict[str, str], expected: Resolved) -> None:
    assert of(files) == expected


BILL = """{"bomFormat": "CycloneDX", "metadata": {"component": {"bom-ref": "r"}},
"components": [{"bom-ref": "a", "purl": "pkg:npm/a@3.0.0"}, {"bom-ref": "b", "purl": "pkg:pypi/b@1"}],
"dependencies": [{"ref": "r", "dependsOn": ["a", "b"]}]}"""


def test_a_bill_counts_where_there_is_neither_manifest_nor_lock() -> None:
    assert of({"bom.json": BILL, "package.json": PACKAGE}) == [
        ("bom.json", "pypi/b", "1", "1", 2),
        ("package.json", "npm/a", "", "1.2.0", 1),
    ]
    assert of({"bom.json": BILL, "package-lock.json": lock("1.4.0")}) == [
        ("bom.json", "pypi/b", "1", "1", 2),
        ("package-lock.json", "npm/a", "1.4.0", "1.4.0", 1),
    ]


@pytest.mark.parametrize("folder", ["npm2", "npm3", "pnpm7", "pnpm8", "pnpm9", "yarn1", "yarn4"])
def test_a_workspace_as_every_tool_locked_it(folder: str) -> None:
    files = {path.name: path.read_text("utf-8") for path in (GOLDEN / folder).iterdir()}
    files["package.json"] = (GOLDEN / "npm3" / "package.json").read_text("utf-8")
    files["packages/a/package.json"] = '{"name": "@acme/a",\n"dependencies": {"is-number": "^6.0.0",\n"ms": "2.1.2"}}'
    assert of(files) == [
        ("package.json", "npm/is-odd", "3.0.1", "3.0.0", 7),
        ("package.json", "npm/left-pad", "1.3.0", "1.1.0", 8),
        ("packages/a/package.json", "npm/is-number", "6.0.0", "6.0.0", 2),
        ("packages/a/package.json", "npm/ms", "2.1.2", "2.1.2", 3),
    ]


def test_a_workspace_of_uv() -> None:
    files = {path.name: path.read_text("utf-8") for path in (GOLDEN / "uv").iterdir()}
    files["lib/pyproject.toml"] = '[project]\nname = "acme-lib"\ndependencies = ["packaging==24.0"]'
    assert of(files) == [
        ("lib/pyproject.toml", "pypi/packaging", "24.0", "24.0", 3),
        ("pyproject.toml", "pypi/click", "8.5.1", "8.1", 5),
        ("pyproject.toml", "pypi/httpcore", "1.0.9", "1.0", 5),
        ("pyproject.toml", "pypi/acme-lib", "0.4.0", "", 5),
    ]
