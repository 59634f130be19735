import pytest
from click.testing import CliRunner

from homebot.cli import COMMANDS, homebot


@pytest.mark.parametrize(
    ("wrong", "right"), [("chekc", "check"), ("server", "serve"), ("simulat", "simulate"), ("delivery", "deliveries")]
)
def test_a_mistyped_command_is_told_the_nearest(wrong: str, right: str) -> None:
    done = CliRunner().invoke(homebot, [wrong])
    assert done.exit_code == 2
    assert f"did you mean {right}?" in done.output


def test_a_command_unlike_any_other_is_refused() -> None:
    done = CliRunner().invoke(homebot, ["zzz"])
    assert done.exit_code == 2
    assert "zzz" in done.output


def test_the_list_of_commands_is_not_cut() -> None:
    done = CliRunner().invoke(homebot, ["--help"], terminal_width=80)
    assert done.exit_code == 0
    assert all(f"  {name} " in done.output for name in COMMANDS)
    assert not any(line.endswith("...") for line in done.output.splitlines()[1:])
