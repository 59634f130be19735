"""Standards of other people: packages that are really installed, into a folder of their own, and found by homebot."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from homebot.cli.demo import company
from tests.adapters.git.remote import git
from tests.end_to_end.serving import STANDARDS, checks, comments, complete, serving

PLUGINS = Path(__file__).parents[1] / "plugins"
ORG = "version: 1\nentities: {acme: {}}\nteams: {payments: {entity: acme, members: [bob], owners: [bob]}}\n"
SERVICES = "version: 1\nservices: {ledgerd: {owner: payments, repository: acme/ledgerd, mode: enforce, profile: own}}\n"
ANN = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")


def installed(package: str, folder: Path) -> Path:
    """The package, built and installed without asking anybody for anything."""
    source, target = folder / "source", folder / "installed"
    shutil.copytree(PLUGINS / package, source)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(target), str(source)], check=True, capture_output=True, timeout=120)
    return target


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed("acme-standards", tmp_path_factory.mktemp("acme"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed("broken-standards", tmp_path_factory.mktemp("broken"))


def homebot(target: Path, *arguments: str, inside: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homebot", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(target), "HOMEBOT_CONFIG": ""}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False, cwd=inside
    )


def catalogue(folder: Path, profile: str) -> Path:
    config = folder / "config"
    config.mkdir(parents=True)
    texts = {"org": ORG, "services": SERVICES, "standards": f"version: 1\nprofiles:\n  own:\n{profile}"}
    for name, text in texts.items():
        (config / f"{name}.yaml").write_text(text)
    return config


def checkout(folder: Path, profile: str, *subjects: str) -> Path:
    """A repository with a catalogue and, on a branch, a commit for each subject."""
    catalogue(folder, profile)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, *ANN, "commit", "--quiet", "-m", "First")
    git(folder, "checkout", "--quiet", "-b", "change")
    for number, subject in enumerate(subjects):
        (folder / "notes.txt").write_text(f"{number}\n")
        git(folder, "add", ".")
        git(folder, *ANN, "commit", "--quiet", "-m", subject)
    return folder


def check(target: Path, folder: Path) -> tuple[int, dict[str, dict[str, object]]]:
    """The exit code, and the judgements by standard."""
    given = ("--repo", str(folder), "--base", "main", "--repository", "acme/ledgerd", "--format", "json")
    done = homebot(target, "check", *given, inside=folder)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, {one["standard"]: one for one in json.loads(done.stdout)["judgements"]}


def test_it_is_explained_like_any_other(acme: Path) -> None:
    done = homebot(acme, "explain", "no-wip")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("What calls itself unfinished does not go in.\n\nChecks:\n")
    assert "no-wip " in homebot(acme, "explain").stdout
    near = homebot(acme, "explain", "no-wop")
    assert near.returncode == 2
    assert "did you mean no-wip?" in near.stderr


def test_without_the_package_the_name_is_unknown(tmp_path: Path) -> None:
    done = homebot(tmp_path, "explain", "no-wip")
    assert done.returncode == 2
    assert "there is no standard 'no-wip'" in done.stderr


def test_its_options_are_checked_with_their_places(acme: Path, tmp_path: Path) -> None:
    good = homebot(acme, "config", "check", str(catalogue(tmp_path / "good", "    no-wip: {words: [draft]}\n")))
    assert (good.returncode, good.stderr) == (0, "")
    bad = homebot(
        acme, "config", "check", str(catalogue(tmp_path / "bad", "    no-wip: {word: [draft]}\n    now-ip: {}\n"))
    )
    assert bad.returncode == 2
    assert 'standards.yaml:4:14: profiles.own.no-wip: unknown key "word"; did you mean "words"?' in bad.stderr
    assert 'standards.yaml:5:5: profiles.own.now-ip: unknown standard "now-ip"; did you mean "no-wip"?' in bad.stderr


def test_it_judges_a_change(acme: Path, tmp_path: Path) -> None:
    folder = checkout(tmp_path / "ledgerd", "    no-wip: {}\n", "Add notes", "WIP more notes")
    code, judgements = check(acme, folder)
    assert (code, judgements["no-wip"]["outcome"]) == (1, "fail")
    [finding] = judgements["no-wip"]["findings"]  # type: ignore[misc]
    assert "“WIP more notes” calls itself unfinished" in finding["message"]  # type: ignore[index]
    assert check(acme, checkout(tmp_path / "fine", "    no-wip: {}\n", "Add notes"))[0] == 0


WRONG = {
    "Bad_Name": "its name is not one: lower case, digits and hyphens, such as no-wip",
    "ends-homebot": "broken_standards.ends_homebot cannot be loaded (SystemExit: good bye)",
    "explodes": r"broken_standards.explodes cannot be loaded (RuntimeError: not\ntoday)",
    "lacks-a-heading": "its docstring has no heading “Why:”, “To fix:”",
    "lacks-check": "its docstring has no heading “Checks:”, “Why:”, “Passes:”, “Fails:”, “To fix:”",
    "lacks-everything": "it has no docstring; one with Checks, Why, Passes, Fails, To fix is needed",
    "not-frozen": "its Options are not frozen; write @dataclass(frozen=True)",
    "not-there": "broken_standards.not_there cannot be loaded (ModuleNotFoundError: "
    "No module named 'broken_standards.not_there')",
    "size": "its name is taken",
    "unsayable": "broken_standards.unsayable cannot be loaded (TypeError: "
    "an option cannot have the type dict[str, int])",
}


def test_a_broken_one_is_left_out_and_said_on_a_line_and_the_rest_works(broken: Path) -> None:
    done = homebot(broken, "explain")
    assert done.returncode == 0
    assert sorted(done.stderr.splitlines()) == sorted(
        f"homebot: the standard {name} of the package broken-standards 0.1 is left out: {why}"
        for name, why in WRONG.items()
    )
    assert "size            Changes stay small enough to be read." in done.stdout
    assert "explodes-later" in done.stdout


def test_a_profile_that_names_a_broken_one_hears_why(broken: Path, tmp_path: Path) -> None:
    done = homebot(broken, "config", "check", str(catalogue(tmp_path, "    not-frozen: {}\n    size: {}\n")))
    assert done.returncode == 2
    [line] = [line for line in done.stderr.splitlines() if "standards.yaml" in line]
    assert 'profiles.own.not-frozen: unknown standard "not-frozen"; the standard not-frozen of the package' in line
    assert "its Options are not frozen" in line


def test_one_that_breaks_down_is_an_error_and_its_neighbours_are_judged(broken: Path, tmp_path: Path) -> None:
    code, judgements = check(broken, checkout(tmp_path / "x", "    explodes-later: {}\n    size: {}\n", "Add notes"))
    assert (code, judgements["explodes-later"]["outcome"], judgements["size"]["outcome"]) == (1, "error", "pass")
    [finding] = judgements["explodes-later"]["findings"]  # type: ignore[misc]
    assert finding["message"] == (  # type: ignore[index]
        "explodes-later could not judge: ZeroDivisionError: acme/ledgerd#0 by nothing"
    )


def test_the_server_works_with_broken_ones(broken: Path, tmp_path: Path) -> None:
    profiles = "version: 1\nprofiles:\n  python-service:\n    size: {}\n    explodes-later: {strength: advice}\n"
    catalogue = {**company.CATALOGUE, "standards.yaml": profiles}
    with serving(tmp_path, catalogue, PYTHONPATH=str(broken)) as served:
        number = served.away_pull("fine")
        state = served.until(number, complete)
    assert checks(state)[STANDARDS] == ("completed", "success")
    [row] = [line for line in comments(state)[0]["body"].splitlines() if "`explodes-later`" in line]
    assert "it broke down" in row
    assert "ZeroDivisionError" in row
