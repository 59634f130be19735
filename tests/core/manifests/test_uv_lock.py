"""`uv.lock` as uv 0.13 wrote it, of a workspace."""

import pytest

from tests.core.manifests.reading import golden, problems, read, rows


def test_a_workspace_as_uv_wrote_it() -> None:
    found = golden("uv/uv.lock")
    assert problems(found) == []
    assert [(row[0], row[1], *row[3:]) for row in rows(found)] == [
        ("pypi/acme-lib", "0.4.0", "runtime", True, 12),
        ("pypi/certifi", "2026.10.19.post1", "runtime", False, 23),
        ("pypi/click", "8.5.1", "runtime", True, 31),
        ("pypi/h11", "0.16.0", "runtime", False, 40),
        ("pypi/httpcore", "1.0.9", "runtime", True, 49),
        ("pypi/iniconfig", "2.3.1", "development", True, 67),
        ("pypi/packaging", "24.0", "runtime", True, 76),
        ("pypi/sniffio", "1.3.1", "optional", True, 117),
        ("pypi/socksio", "1.0.0", "runtime", False, 126),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("package = 1", (1, "package: expected a list, found the number 1")),
        ("package = [1]", (1, "package: expected a mapping, found the number 1")),
        ("[[package]]\nversion = '1'", (1, "a package without a name")),
        ("\n[[package]]\nname = 'a'\nversion = '1 2'", (3, '"1 2" is no version')),
        ("[[package]]\nname = '!'\n", (2, '"!" is no name of a package')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("uv.lock", text)) == [problem]
