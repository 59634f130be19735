"""`homebot sandbox`: the stand-in for GitHub alone."""

import tempfile
from pathlib import Path

import click

from homebot.sandbox.server import run


@click.command(short_help="Run the local stand-in for GitHub.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--root", type=click.Path(path_type=Path), help="Where repositories are kept; default: a scratch folder.")
@click.option("--unchecked", is_flag=True, help="Do not hold answers against GitHub's own descriptions: faster.")
def sandbox(host: str, port: int, root: Path | None, unchecked: bool) -> None:
    """Run the local stand-in for GitHub; docs/sandbox.md says how to set up a company in it."""
    with tempfile.TemporaryDirectory(prefix="homebot-sandbox-") as scratch:
        run(host, port, root or Path(scratch), not unchecked, lambda url: click.echo(f"the sandbox is at {url}"))
