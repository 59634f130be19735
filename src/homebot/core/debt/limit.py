"""Which complexity a service takes for debt: the limit it holds changes to."""

from dataclasses import dataclass

from homebot.core.directory import Directory
from homebot.core.languages import Language, language_of
from homebot.core.standards import options_of

STANDARD = "complexity"


@dataclass(frozen=True, slots=True)
class Limit:
    """The highest complexity a function may have, and that of single languages. `held` is false where the service's
    profile has no such standard, and the standard's own default is shown instead."""

    max: int
    held: bool = True
    languages: tuple[tuple[Language, int], ...] = ()

    def of(self, path: str) -> int:
        """The limit for a function in this file."""
        return dict(self.languages).get(language_of(path) or "python", self.max)

    def __str__(self) -> str:
        """`10`, or `10 (go 15)`."""
        own = ", ".join(f"{language} {limit}" for language, limit in self.languages)
        return f"{self.max} ({own})" if own else str(self.max)


def limit_of(directory: Directory, profile: str) -> Limit:
    """The limit that a profile sets."""
    setting = next((one for one in directory.profiles.get(profile, ()) if one.standard == STANDARD), None)
    options = options_of(STANDARD, setting.options if setting else ())
    return Limit(options.max, held=setting is not None, languages=options.languages)
