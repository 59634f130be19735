"""Pull requests as arguments: `OWNER/REPO#N`."""

import re
from typing import Any

import click

from homebot.core.facts import PullId

_FORM = re.compile(r"([A-Za-z0-9._-]{1,100})/([A-Za-z0-9._-]{1,100})#([1-9][0-9]{0,9})")


class PullArgument(click.ParamType[PullId]):
    """`OWNER/REPO#N`, or the address of its page."""

    name = "OWNER/REPO#N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PullId:
        found = _FORM.fullmatch(str(value)) or re.search(r"([\w.-]+)/([\w.-]+)/pull/([1-9][0-9]{0,9})", str(value))
        if found is None:
            self.fail(f"{value!r} names no pull request; write OWNER/REPO#N, for example acme/ledgerd#7", param, ctx)
        return PullId(found[1].lower(), found[2].lower(), int(found[3]))
