"""The front door: `homebot COMMAND`. Each command is a module of its own."""

import sys

import click
import sqlalchemy as sa

from homebot import __version__
from homebot.cli import exits
from homebot.cli.config import config
from homebot.cli.db import db
from homebot.cli.deliveries import deliveries
from homebot.cli.demo import demo
from homebot.cli.explain import explain
from homebot.cli.owners import owners
from homebot.cli.reconcile import reconcile
from homebot.cli.replay import replay
from homebot.cli.sandbox import sandbox
from homebot.cli.serve import serve_command
from homebot.cli.simulate import simulate
from homebot.cli.wiring import build, problems
from homebot.cli.worker import worker_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="homebot")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def homebot(debug: bool) -> None:
    """Away teams in good order, home teams asked well, credit that can be explained."""


for command in (config, db, deliveries, demo, explain, owners, reconcile, replay, sandbox, simulate):
    homebot.add_command(command)
homebot.add_command(serve_command(build, problems))
homebot.add_command(worker_command(build))


def main() -> None:
    """Runs a command. An error is one line on stderr; `--debug` shows where it came from."""
    if "--debug" in sys.argv[1:]:
        homebot(standalone_mode=True)
        return
    try:
        homebot()
    except sa.exc.SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        exits.leave(exits.OUTSIDE, f"the database did not answer ({cause}); is it running? --debug shows more")
    except Exception as error:
        exits.leave(exits.OUTSIDE, f"{type(error).__name__}: {error}; homebot --debug ... shows where")
