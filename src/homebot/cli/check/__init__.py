"""`homebot check`: the standards on a laptop and in CI, by the code and with the result of the webhook."""

import os
import sys
from pathlib import Path
from typing import IO

import click

from homebot.cli import exits
from homebot.cli.check.checkout import Checkout, locate
from homebot.cli.check.known import Asked
from homebot.cli.check.waiting import waiting
from homebot.cli.clock import now
from homebot.core.render.checked import Checked
from homebot.core.render.escape import visible

MOST_DESCRIPTION = 1 << 20
MOST_COVERAGE = 256 << 20
MOST_ANALYSERS = 8
FORMATS = ("text", "json", "sarif", "github")
_FOLDER = click.Path(path_type=Path)
_CONFIG_HELP = "The catalogue's folder. Default: config/, else .homebot.yml, of the base; else homebot's own rules."


@click.command(short_help="Hold commits to their standards, as the bot would.")
@click.option("--repo", "folder", default=".", show_default=True, type=_FOLDER, help="A checkout, or a folder in one.")
@click.option("--base", metavar="COMMIT", help="Where the change goes. Default: origin/main, else origin's default.")
@click.option("--head", default="HEAD", show_default=True, metavar="COMMIT", help="What is checked; commits only.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--service", metavar="NAME", help="Only what this service covers.")
@click.option("--config", envvar="HOMEBOT_CONFIG", type=_FOLDER, help=_CONFIG_HELP)
@click.option("--repository", metavar="OWNER/NAME", help="Its name in the catalogue. Default: by the remote's address.")
@click.option(
    "--author", default="", metavar="LOGIN", help="Whose change it is. Default: nobody known, held to an away team's."
)
@click.option(
    "--coverage", multiple=True, type=click.File("rb"), metavar="FILE", help="A Cobertura or lcov report of --head."
)
@click.option("--description", type=click.File("rb"), metavar="FILE", help="A draft of the description; - is stdin.")
@click.option(
    "--label", "labels", multiple=True, metavar="NAME", help="A label that the pull request has or will have."
)
def check(
    folder: Path,
    base: str | None,
    head: str,
    form: str,
    service: str | None,
    config: Path | None,
    repository: str | None,
    author: str,
    coverage: tuple[IO[bytes], ...],
    description: IO[bytes] | None,
    labels: tuple[str, ...],
) -> None:
    """Hold the commits from the merge base of --base to --head to their standards, as the bot would.

    Exits 0 when they hold, 1 when one does not, 2 when it was asked wrongly, 3 when git or the machine failed.
    """
    # A workflow that has no value for an option gives an empty one.
    text = None if description is None else _text(description)
    uploads = [_upload(stream) for stream in coverage]
    checkout = locate(folder, base or None, head or "HEAD", _named(repository))
    try:
        with waiting("reading the change and what it touches"):
            checked = _checked(checkout, config, Asked(author, text, service or None, labels), uploads)
    except KeyboardInterrupt:
        # click would answer with 1, which says that a standard does not hold.
        exits.leave(exits.OUTSIDE, "stopped before anything was judged")
    _write(checked, form)
    sys.exit(exits.FINDINGS if checked.failing else exits.DONE)


def _named(repository: str | None) -> str | None:
    if repository and len([part for part in repository.split("/") if part]) != 2:
        exits.leave(exits.WRONG_USE, f"{visible(repository)} is not the name of a repository; write OWNER/NAME")
    return repository or None


def _text(stream: IO[bytes]) -> str:
    content = stream.read(MOST_DESCRIPTION + 1)
    if len(content) > MOST_DESCRIPTION:
        exits.leave(exits.WRONG_USE, f"--description holds more than {MOST_DESCRIPTION:,} bytes; GitHub takes 65,536")
    return content.decode("utf-8", "replace")


def _upload(stream: IO[bytes]) -> tuple[str, bytes]:
    content = stream.read(MOST_COVERAGE + 1)
    if len(content) > MOST_COVERAGE:
        exits.leave(exits.WRONG_USE, f"--coverage {visible(stream.name)} is larger than {MOST_COVERAGE >> 20} MiB")
    return stream.name, content


def _checked(checkout: Checkout, config: Path | None, asked: Asked, uploads: list[tuple[str, bytes]]) -> Checked:
    # Imported late: whoever asks for help, or stands in no repository, need not wait; and GitPython wants git at once.
    from homebot.adapters.analysis.analysers import analysers
    from homebot.cli.check.judging import check_change
    from homebot.cli.check.reading import mirrored, read, read_reports
    from homebot.cli.check.rules import rules_for
    from homebot.cli.own_files import configured, proposed
    from homebot.core.directory import Directory
    from homebot.core.wanted import wanted

    python = os.environ.get("HOMEBOT_ANALYSIS_PYTHON", "").strip()
    with mirrored(checkout) as mirror, analysers(min(os.cpu_count() or 1, MOST_ANALYSERS), python) as analysis:
        rules = rules_for(checkout, mirror, config)
        reports = read_reports(uploads, analysis)
        change = read(checkout, mirror, analysis, wanted(rules.directory, checkout.repository), reports)
        change = configured(checkout, mirror, change, rules.catalogue or Directory())
        edit = proposed(checkout, mirror, change, rules.catalogue)
        return check_change(checkout, change, rules, asked, now(), edit)


def _write(checked: Checked, form: str) -> None:
    stream = sys.stdout
    if hasattr(stream, "reconfigure"):
        # A terminal that cannot show a sign gets its number; it must not end the check.
        stream.reconfigure(errors="backslashreplace")
    if form == "text":
        from homebot.cli.check.text import console_on, write

        write(checked, console_on(stream))
    elif form == "json":
        from homebot.core.render.check_json import as_json

        click.echo(as_json(checked))
    elif form == "sarif":
        from homebot.core.render.check_sarif import as_sarif

        click.echo(as_sarif(checked))
    else:
        from homebot.core.render.check_commands import as_commands

        click.echo(as_commands(checked))
