"""The goalposts of an agreement do not move: the standards of the day it was made hold for 90 days, floors excepted."""

from homebot.core.decision import ServiceStanding
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import Snapshot


def settings_of(snapshot: Snapshot, directory: Directory, standing: ServiceStanding) -> tuple[StandardSetting, ...]:
    """The standards a service's part of a change is held to."""
    return directory.profiles.get(standing.profile, ())
