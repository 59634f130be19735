"""`homebot.yaml`: the bot's own settings. All of them have defaults."""

from homebot.adapters.config.entries import file_fields
from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, nested, record
from homebot.adapters.config.shapes import URL, choice, whole
from homebot.core.credit.parameters import NAMES
from homebot.core.directory import BotSettings
from homebot.core.nodes import Node

_MILLI_CREDITS = Field(whole(0, 1_000_000_000))
_DAYS = Field(whole(0, 3660))
CREDIT = {name: _DAYS if name.endswith("_days") else _MILLI_CREDITS for name in NAMES}
"""The parameters of the settlement: pools and caps up to a million credits, spans up to ten years."""


def _credit(**parameters: int) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(parameters.items()))


FILE = file_fields(
    reviewer_limit=Field(whole(1, 1000)),
    max_reviewers=Field(whole(1, 15)),  # GitHub takes at most 15 review requests
    team_size_note=Field(whole(1, 1000)),
    retention_days=Field(whole(1, 36_500)),
    credit=Field(nested("a mapping of credit parameters", CREDIT, _credit)),
    docs_url=Field(URL),
    agreements=Field(choice("advise", "require", "off")),
)


def read_settings(root: Node, reading: Reading) -> BotSettings:
    """Reads the file's root; what cannot be read keeps its default and is noted."""
    read = record(root, FILE, reading)
    return BotSettings(**{key: value for key, value in read.values.items() if key != "version"})
