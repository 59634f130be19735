"""The result of `homebot check` as GitHub's workflow commands: annotations from a job's own log."""

import re

from homebot.core.decision import Judgement
from homebot.core.findings import Finding, Level
from homebot.core.render.checked import Checked, verdict
from homebot.core.render.escape import visible
from homebot.core.render.levels import level
from homebot.core.render.markdown import count

MOST = 200
"""GitHub shows ten of each kind for a step; the rest is for who reads the log."""

_COMMANDS: dict[Level, str] = {"failure": "error", "warning": "warning", "notice": "notice"}
_LINE_ENDS = re.compile(r"([\r\n])")


def as_commands(checked: Checked) -> str:
    """One command a line, the loudest first, and the verdict last.

    Control characters are shown, not sent: a file whose name holds one is named as it reads, and GitHub then finds no
    such file. Only line ends, which GitHub's own escapes can carry, stay what they are.
    """
    lines = [_command(judgement, finding) for judgement, finding in checked.places[:MOST]]
    left = len(checked.places) - MOST
    if left > 0:
        lines.append(f"::notice title=homebot::and {count(left, 'finding')} more; --format json holds them all")
    lines += [f"::notice title=homebot::{data(visible(note, 500))}" for note in checked.notes]
    said = data(visible(verdict(checked), 500))
    lines.append(f"::{'error' if checked.failing else 'notice'} title=homebot::{said}")
    return "\n".join(lines)


def _command(judgement: Judgement, finding: Finding) -> str:
    place = {"file": finding.path, "line": finding.line, "endLine": finding.end_line}
    given = {**place, "title": f"homebot: {judgement.standard} ({judgement.service})"}
    properties = ",".join(f"{key}={property_value(str(value))}" for key, value in given.items() if value is not None)
    message = visible(finding.message, 2_000)
    text = f"{message}\n{visible(finding.fix, 1_000)}" if finding.fix else message
    return f"::{_COMMANDS[level(judgement, finding)]} {properties}::{data(text)}"


def data(text: str) -> str:
    """A message as GitHub reads it back: percent signs and line ends escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_value(text: str) -> str:
    """A property as GitHub reads it back: colons and commas escaped too."""
    shown = "".join(part if part in ("\r", "\n") else visible(part, 5_000) for part in _LINE_ENDS.split(text))
    return data(shown).replace(":", "%3A").replace(",", "%2C")
