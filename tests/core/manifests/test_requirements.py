"""pip's requirements files: what they name, and that nothing is followed."""

import pytest

from homebot.core.manifests.requirements import MAX_LINE
from tests.core.manifests.reading import golden, names, problems, read, rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme-ledgerd-client", ["acme-ledgerd-client"]),
        ("Acme_Ledgerd.Client==1.2", ["acme-ledgerd-client"]),
        ("\ufeffrequests", ["requests"]),
        ("requests[socks, security]>=2,<3 ; python_version > '3.8'", ["requests"]),
        ("requests (>=2)", ["requests"]),
        ("a==1 \\\n  --hash=sha256:abc \\\n  --hash=sha256:def\r\nb", ["a", "b"]),
        ("flask # the door\n#django\n  # sqlalchemy", ["flask"]),
        ("client @ https://example.org/client.whl", ["client"]),
        ("a \\\n# between\nb", ["a", "b"]),
        ("a==1\\", ["a"]),
        ("-r /etc/passwd\n-c other.txt\n-e .\n--index-url https://example.org\n-rfile", []),
        ("https://example.org/a.whl\ngit+https://example.org/b#egg=b\n./local\n../up.whl\n/abs.whl\n.\n.[x]", []),
        ("-\n_x\n.a\n<!--\n@team\n\x00", []),
        ("a b", []),
    ],
)
def test_requirements_are_named_and_never_followed(text: str, expected: list[str]) -> None:
    assert names(read("requirements.txt", text)) == expected


@pytest.mark.parametrize(
    ("line", "version", "at_least"),
    [
        ("a==1.2.3", "1.2.3", "1.2.3"),
        ("a === 1.2.3", "1.2.3", "1.2.3"),
        ("a>=1.2,<2", "", "1.2"),
        ("a<2,>=1.2", "", "1.2"),
        ("a~=1.4.2", "", "1.4.2"),
        ("a==1.4.*", "", "1.4"),
        ("a>1", "", "1"),
        ("a<2", "", ""),
        ("a!=1.5", "", ""),
        ("a (>=2)", "", "2"),
        ("a[x]==1.0+local.1 ; python_version == '3.11'", "1.0+local.1", "1.0+local.1"),
        ("a==1.0 --hash=sha256:abc", "1.0", "1.0"),
        ("a>=1 ; extra == '2'", "", "1"),
        ("a @ https://example.org/a-9.9.whl", "", ""),
        ("a @ git+https://github.com/acme/a@v1.4.0", "v1.4.0", "v1.4.0"),
        ("a @ git+ssh://git@github.com/acme/a.git@v1.4.0#subdirectory=x ; python_version > '3'", "v1.4.0", "v1.4.0"),
        ("a @ git+ssh://git@github.com/acme/a.git", "", ""),
        ("a==1!2.0", "1!2.0", "1!2.0"),
    ],
)
def test_versions_are_those_of_the_specifiers(line: str, version: str, at_least: str) -> None:
    assert rows(read("requirements.txt", line)) == [("pypi/a", version, at_least, "runtime", True, 1)]


@pytest.mark.parametrize("name", ["requirements-dev.txt", "requirements_test.txt", "requirements/lint.txt"])
def test_files_for_development_are_known_by_their_name(name: str) -> None:
    assert rows(read(name, "a"))[0][3] == "development"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-prod.txt", "requirements/base.txt"])
def test_other_files_are_of_run_time(name: str) -> None:
    assert rows(read(name, "a"))[0][3] == "runtime"


def test_what_uv_locked_is_direct_where_a_file_asked_for_it() -> None:
    assert rows(golden("pip/requirements.txt")) == [
        ("pypi/certifi", "2026.10.19.post1", "2026.10.19.post1", "runtime", False, 3),
        ("pypi/click", "8.5.1", "8.5.1", "runtime", True, 6),
        ("pypi/h11", "0.16.0", "0.16.0", "runtime", False, 10),
        ("pypi/httpcore", "1.0.9", "1.0.9", "runtime", True, 14),
        ("pypi/socksio", "1.0.0", "1.0.0", "runtime", False, 18),
    ]


@pytest.mark.parametrize(
    ("notes", "direct"),
    [
        ("# via flask", False),
        ("# via\n    #   flask\n    #   jinja2", False),
        ("# via\n    #   -r requirements.in\n    #   flask", True),
        ("# via shop (pyproject.toml)", True),
        ("# we like it", True),
    ],
)
def test_via_says_who_needs_it(notes: str, direct: bool) -> None:
    assert rows(read("requirements.txt", f"click==1\n    {notes}\nother==1"))[0][4] is direct
    assert rows(read("requirements.txt", f"click==1  {notes}"))[0][4] is direct


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ok\n\n<!-- html", (3, '"<!-- html" is no requirement')),
        ("ok\n_x", (2, '"_x" is no requirement')),
        ("a" * (MAX_LINE + 1), (1, f"a requirement of {MAX_LINE + 1} characters is not read; at most {MAX_LINE} are")),
        (
            "ok\n" + ("a" * 1000 + "\\\n") * 70,
            (2, f"a requirement of 70070 characters is not read; at most {MAX_LINE} are"),
        ),
    ],
)
def test_what_is_no_requirement_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("requirements.txt", text)) == [problem]
