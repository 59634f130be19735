"""What happened to an issue on GitHub: it may be that of a question about the roadmap, or a claim on a warranty."""

from collections.abc import Sequence

from homebot.app import claims, escalating, lanes
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.steps import Steps
from homebot.core.event import Event
from homebot.core.facts import PullId
from homebot.store.deliveries import Delivery


def follow(
    outside: Outside, door: Door, steps: Steps, issue: PullId, taken: Sequence[tuple[Delivery, Event]]
) -> lanes.Later | None:
    """What events of one issue lead to, each once."""
    escalating.follow(outside, steps, issue, taken)
    return claims.follow(outside, door, steps, issue, taken)
