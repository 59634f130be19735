"""`homebot.yaml`: the bot's own settings. All of them have defaults."""

from typing import Any

from homebot.adapters.config.entries import file_fields
from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, nested, record
from homebot.adapters.config.shapes import URL, choice, reference, whole
from homebot.adapters.config.standards import option_fields
from homebot.core.bar_raisers.triggers import TRIGGERS
from homebot.core.credit.parameters import NAMES
from homebot.core.directory import BotSettings
from homebot.core.nodes import Node

_MILLI_CREDITS = Field(whole(0, 1_000_000_000))
_DAYS = Field(whole(0, 3660))
CREDIT = {name: _DAYS if name.endswith("_days") else _MILLI_CREDITS for name in NAMES}
"""The parameters of the settlement: pools and caps up to a million credits, spans up to ten years."""


def _credit(**parameters: int) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(parameters.items()))


def _trigger(options: type[Any]) -> Field:
    """A trigger's options; its kind of bar raiser is one that `org.yaml` has."""
    fields = option_fields(options)
    kind = {"kind": Field(reference("kind of bar raiser"))} if "kind" in fields else {}
    return Field(nested(f"a mapping with {', '.join(fields)}", {**fields, **kind}, options))


def _triggers(**given: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(given.items()))


TRIGGER = {name: _trigger(trigger.Options) for name, trigger in TRIGGERS.items()}
"""What asks for a bar raiser's decision, and how."""

FILE = file_fields(
    reviewer_limit=Field(whole(1, 1000)),
    max_reviewers=Field(whole(1, 15)),  # GitHub takes at most 15 review requests
    team_size_note=Field(whole(1, 1000)),
    retention_days=Field(whole(1, 36_500)),
    credit=Field(nested("a mapping of credit parameters", CREDIT, _credit)),
    docs_url=Field(URL),
    agreements=Field(choice("advise", "require", "off")),
    triggers=Field(nested(f"a mapping with {', '.join(TRIGGER)}", TRIGGER, _triggers)),
)


def read_settings(root: Node, reading: Reading) -> BotSettings:
    """Reads the file's root; what cannot be read keeps its default and is noted."""
    read = record(root, FILE, reading)
    return BotSettings(**{key: value for key, value in read.values.items() if key != "version"})
