"""Which complexity a service takes for debt: the limit it holds changes to."""

from dataclasses import dataclass

from homebot.core.directory import Directory
from homebot.core.standards import options_of

STANDARD = "complexity"


@dataclass(frozen=True, slots=True)
class Limit:
    """The highest complexity a function may have. `held` is false where the service's profile has no such standard, and
    the standard's own default is shown instead."""

    max: int
    held: bool = True

    def of(self, path: str) -> int:
        """The limit for a function in this file."""
        return self.max


def limit_of(directory: Directory, profile: str) -> Limit:
    """The limit that a profile sets."""
    setting = next((one for one in directory.profiles.get(profile, ()) if one.standard == STANDARD), None)
    return Limit(options_of(STANDARD, setting.options if setting else ()).max, held=setting is not None)
