import pytest

from tests import build
from tests.core.bar_raisers.company import plain
from tests.core.bar_raisers.triggers.part import found, with_options


@pytest.mark.parametrize("path", ["ledger/auth/keys.py", "crypto/aes.go", "src/iam/roles.ts", "policy/allow.rego"])
def test_what_security_rests_on_is_asked_about(path: str) -> None:
    (reason,) = found(plain(files=(build.file(path),)))
    assert (reason.kind, reason.asks, reason.one_way) == ("security", "security-path", False)


@pytest.mark.parametrize(
    "path",
    [
        "ledger/author.py",
        "tests/auth/test_keys.py",
        "src/auth/keys.test.ts",
        "auth/README.md",
        "docs/security/a.txt",
        "auth.py",
        "src/auth/test_keys.py",
    ],
)
def test_tests_documents_and_names_that_only_look_like_it_are_not(path: str) -> None:
    assert found(plain(files=(build.file(path),))) == ()


def test_paths_are_the_company_s_own() -> None:
    chosen = with_options("security-path", paths=("ledger/**",), but_not=("*.md",))
    assert [one.paths for one in found(plain(), chosen)] == [("ledger/close.py",)]
