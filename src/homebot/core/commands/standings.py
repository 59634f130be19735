"""Who may say what, as a table: every verb with everything that somebody can be, from the verbs' own `WHO_MAY` and
`NEVER`."""

from typing import Literal

from homebot.core.commands.answer import Role
from homebot.core.commands.discovery import Verb, verbs
from homebot.core.commands.roles import in_words
from homebot.core.render import markdown

Word = Literal["yes", "no", "never"]

_EVERYBODY: frozenset[Role] = frozenset({"anyone", "oneself"})
_INSIDE: frozenset[Role] = _EVERYBODY | {"org member"}

BOT = "bot"
OUTSIDER = "outsider"
STANDINGS: dict[str, frozenset[Role]] = {
    "author": _INSIDE | {"author"},
    "away member": _INSIDE | {"away"},
    "away owner": _INSIDE | {"away", "away owner"},
    "home member": _INSIDE | {"home"},
    "home owner": _INSIDE | {"home", "home owner"},
    "standard owner": _INSIDE | {"standard owner"},
    "bar raiser": _INSIDE | {"bar raiser"},
    "manager": _INSIDE | {"manager"},
    "org member": _INSIDE,
    OUTSIDER: _EVERYBODY,
    BOT: frozenset(),
}
"""The columns: what somebody is who is that and no more, and the roles that come with it. What a bot writes never gets
as far as a role."""


def word(verb: Verb, standing: str) -> Word:
    """Whether somebody of that standing alone may say it; `never` where it bars them whatever else they are."""
    held = STANDINGS[standing]
    if held & set(verb.never):
        return "never"
    return "yes" if held & set(verb.who_may) else "no"


def who_may(verb: Verb) -> str:
    """`an owner of a Home Team of the touched services, never the author of the pull request`."""
    return in_words(verb.who_may) + (f", never {in_words(verb.never)}" if verb.never else "")


def table() -> str:
    """All of it in Markdown."""
    rows = [[f"`{verb.name}`", *(word(verb, one) for one in STANDINGS)] for verb in verbs().values()]
    return markdown.table(["verb", *STANDINGS], rows)
