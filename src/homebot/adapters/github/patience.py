"""How long GitHub is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds: a `timeout` for each answer; after none, or an error that names no time, a `pause` until GitHub is
    asked again.

    GitHub itself gives a request up after ten seconds, and says so.
    """

    timeout: int = 15
    pause: int = 5


USUAL = Patience()
