"""`.gitmodules`: repositories on GitHub, by every address that git takes."""

import pytest

from tests.core.manifests.reading import problems, read, rows


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/Acme/Ledgerd.git",
        "https://github.com/acme/ledgerd",
        "https://github.com/acme/ledgerd/",
        "https://token@github.com/acme/ledgerd.git",
        "git@github.com:acme/ledgerd.git",
        "ssh://git@github.com/acme/ledgerd.git",
        "ssh://git@github.com:22/acme/ledgerd.git",
        "git://github.com/acme/ledgerd.git",
        '"https://github.com/acme/ledgerd.git"',
    ],
)
def test_addresses_on_github(url: str) -> None:
    text = f'[submodule "a"]\n\tpath = libs/a\n\turl = {url}\n\tbranch = main\n'
    assert rows(read(".gitmodules", text)) == [("github/acme/ledgerd", "", "", "runtime", True, 3)]


@pytest.mark.parametrize(
    "url",
    [
        "https://gitlab.com/acme/x.git",
        "https://github.com.evil.example/acme/x",
        "/srv/x",
        "https://evil.example/github.com/a/b",
    ],
)
def test_other_addresses_name_nothing(url: str) -> None:
    found = read(".gitmodules", f'[submodule "a"]\n\turl = {url}\n')
    assert rows(found) == []
    assert problems(found) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[submodule "a"]\nurl = ../x.git', (2, '"../x.git" is relative; write the address in full')),
        ("\n<html>", (2, '"<html>" is nothing of a .gitmodules')),
        ("url = https://github.com/../..", (1, '"../.." is no name of a package')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read(".gitmodules", text)) == [problem]
