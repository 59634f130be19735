"""`homebot demo`: a whole company in a box. Nothing leaves this machine."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel

from homebot.cli import exits
from homebot.cli.demo import company
from homebot.cli.demo.play import Stage, StoryStuck, play, set_up
from homebot.sandbox.box import Box, running

LISTENING = re.compile(r"listening on (http://\S+)")
HIDDEN = re.compile(r"<!--.*?-->|</?(?:details|sub)[^>]*>|<summary>|</summary>", re.DOTALL)


@click.command(short_help="Play one story with a local stand-in for GitHub.")
@click.option("--keep", is_flag=True, help="Stay up afterwards, to be poked at; ends with Ctrl-C.")
@click.option("--plain", is_flag=True, help="Print the comments as Markdown, not rendered.")
def demo(keep: bool, plain: bool) -> None:
    """Play one story with a local stand-in for GitHub: real HTTP, real git, real webhooks.

    An away pull request fails its standards, is mended, approved and merged; a consumer adopts, and credit is shown.
    """
    console = Console(highlight=False)
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="homebot-demo-"))
    try:
        with running(folder / "github") as box:
            people = set_up(box)
            console.print(f"A company in a box: [bold]acme[/bold] at {box.url}, with {len(people)} people in 3 teams.")
            with _homebot(box, folder) as address:
                console.print(f"homebot serves at {address}.\n")
                stage = Stage(
                    box, people, lambda line: console.print(f"[cyan]▸[/cyan] {line}"), _show(console, plain), address
                )
                number = play(stage)
                console.print(f"\nDone in {time.monotonic() - started:.0f} seconds.")
                if keep:
                    _stay(console, box, number, people["carol"].token)
    except StoryStuck as stuck:
        exits.leave(exits.OUTSIDE, f"the story got stuck: {stuck}; homebot's own words are above")
    except KeyboardInterrupt:
        console.print("\nEnded.")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _homebot(box: Box, folder: Path) -> Iterator[str]:
    """homebot as a process of its own, known to the stand-in as an App; its address."""
    secret = secrets.token_hex(16)
    app_id, key = box.app("http://127.0.0.1:9/", secret)
    box.control("install", organisation=company.ORGANISATION)
    key_file, catalogue = folder / "app.pem", folder / "config"
    key_file.touch(mode=0o600)
    key_file.write_text(key)
    catalogue.mkdir()
    for name, text in (company.CATALOGUE | {"services.yaml": company.ADOPTERS}).items():
        (catalogue / name).write_text(text)
    environment = {
        "HOMEBOT_GITHUB_APP_ID": str(app_id),
        "HOMEBOT_GITHUB_PRIVATE_KEY_FILE": str(key_file),
        "HOMEBOT_GITHUB_WEBHOOK_SECRET": secret,
        "HOMEBOT_GITHUB_API_URL": box.api_url,
        "HOMEBOT_CONFIG": str(catalogue),
        "HOMEBOT_STATE_DIR": str(folder / "state"),
        "HOMEBOT_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "homebot", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, env={**_inherited(), **environment}, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        found = LISTENING.search(process.stdout.readline())
        if found is None:
            raise StoryStuck("homebot did not start")
        box.control("webhook", url=f"{found[1]}/webhooks/github")
        yield found[1]
    finally:
        # Nothing of the company is kept: there is nothing to finish first.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)


def _inherited() -> dict[str, str]:
    """The environment without anybody's own homebot settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HOMEBOT_")}


def _show(console: Console, plain: bool) -> Callable[[str, str], None]:
    def show(title: str, text: str) -> None:
        if plain:
            console.print(f"\n--- {title} ---\n{text}\n", markup=False)
        else:
            console.print(Panel(Markdown(HIDDEN.sub("", text)), title=title, border_style="cyan"))

    return show


def _stay(console: Console, box: Box, number: int, token: str) -> None:
    """Up until Ctrl-C, with what one needs to join in."""
    address = f"{box.api_url}/repos/acme/ledgerd/issues/{number}/comments"
    console.print("\nIt stays up. Say something as carol, then read the answers:")
    curl = f"curl -s -H 'Authorization: token {token}' {address}"
    console.print(f'  {curl} -d \'{{"body": "/homebot why"}}\'', markup=False, soft_wrap=True)
    console.print(f"  {curl}", markup=False, soft_wrap=True)
    console.print("Ctrl-C ends it.")
    while True:
        time.sleep(3600)
