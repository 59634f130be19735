import pytest

from tests import build
from tests.core.bar_raisers.company import plain
from tests.core.bar_raisers.triggers.part import found, with_options


@pytest.mark.parametrize(
    "path",
    [
        "ledger/migrations/7.py",
        "migrations/7.py",
        "db/schema.sql",
        "x.sql",
        "db/migrate/7.rb",
        "a/alembic/versions/1.py",
    ],
)
def test_a_migration_is_a_one_way_door(path: str) -> None:
    (reason,) = found(plain(files=(build.file(path),)))
    assert (reason.kind, reason.asks, reason.service) == ("architecture", "data-migration", "ledgerd")
    assert (reason.one_way, reason.paths) == (True, (path,))
    assert f"`{path}`" in reason.text


@pytest.mark.parametrize(
    "path",
    ["ledger/close.py", "tests/migrations/7.py", "docs/a.sql", "ledger/migrations/README.md", "migrations.py"],
)
def test_other_paths_are_none(path: str) -> None:
    assert found(plain(files=(build.file(path),))) == ()


def test_a_file_that_leaves_counts_by_its_old_name() -> None:
    moved = build.file("old/7.py", kind="renamed", old_path="ledger/migrations/7.py")
    assert len(found(plain(files=(moved,)))) == 1


def test_the_sentence_stays_while_the_change_grows() -> None:
    def says(number: int) -> str:
        return found(plain(files=tuple(build.file(f"migrations/{at}.py") for at in range(number))))[0].text

    assert says(5) == says(3)


def test_paths_and_kind_are_the_company_s_own() -> None:
    chosen = with_options("data-migration", paths=("ledger/close.py",), kind="security")
    assert [one.kind for one in found(plain(), chosen)] == ["security"]
    assert found(plain(files=(build.file("migrations/7.py"),)), chosen) == ()
