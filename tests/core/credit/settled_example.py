"""The worked example of SPEC 10 as vested adoptions: 2026Q2, payments owns ledgerd."""

import json

from homebot.core.credit.rollup import Tree
from homebot.core.credit.settle import Use

TREE = Tree(
    {"company": None, "retail": "company", "media": "company", "platform": "company"},
    {"payments": "retail", "checkout": "retail", "video": "media", "ads": "media", "identity": "platform"},
)
USES = (
    Use("checkout", "ledgerd", "payments", "i12", "checkout", "observed"),
    Use("video", "ledgerd", "payments", "i12", "checkout", "observed"),
    Use("identity", "ledgerd", "payments", "i12", "checkout", "attested"),
    Use("ads", "ledgerd", "payments", "i12", "checkout", "observed"),
    Use("ads", "ledgerd", "payments", "i15", "video", "observed"),
    Use("video", "ledgerd", "payments", "i9", None, "observed"),
    Use("ads", "ledgerd", "payments", None, None, "carried"),
)


def line_of(use: Use) -> str:
    """The adoption as a line of a file for `homebot credit simulate`."""
    names = ("consumer", "service", "home", "contribution", "away", "level")
    return json.dumps({name: getattr(use, name) for name in names}) + "\n"
