"""The people a command names."""

import re

from homebot.core.commands.parse import Call

MAX_PEOPLE = 5

_LOGIN = re.compile(r"@?([a-z0-9](?:-?[a-z0-9]){0,38}(?:_[a-z0-9]{1,10})?),?", re.IGNORECASE)


def named(call: Call) -> tuple[str, ...]:
    """The logins the command's words name, in lower case; empty unless every word is one, up to `MAX_PEOPLE`."""
    found = [_LOGIN.fullmatch(word[:60]) for word in call.words]
    if call.named or not 0 < len(found) <= MAX_PEOPLE or not all(found):
        return ()
    return tuple(dict.fromkeys(login[1].lower() for login in found if login is not None))
