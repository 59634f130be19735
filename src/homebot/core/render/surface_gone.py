"""The question that a home owner is asked when the surface of a contribution in use is gone (SPEC 10)."""

import hashlib
from collections.abc import Sequence

from homebot.core.credit.events import SurfaceGone
from homebot.core.render.escape import code, mention

MOST_NAMED = 3


def marker(key: str) -> str:
    """The hidden mark of the comment that asks what the event of this key means."""
    return f"<!-- homebot:reply:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:20]} -->"


def question(
    gone: SurfaceGone, words: Sequence[str], consumers: Sequence[str], team: str, owners: Sequence[str]
) -> str:
    """What was seen, whom it concerns, and the two commands that answer. `owners` are those of `team`, who are asked;
    `consumers` the teams whose use waits."""
    what = ", ".join(code(word) for word in words)
    asked = " ".join(mention(login) for login in owners[:MOST_NAMED])
    waits = ", ".join(code(name) for name in consumers[:MOST_NAMED])
    more = f" and {len(consumers) - MOST_NAMED} more" if len(consumers) > MOST_NAMED else ""
    return "\n".join(
        (
            marker(gone.key),
            f"**Is this contribution still there?** {asked}".rstrip(),
            "",
            f"Nothing of the surface that it gave {code(gone.service)} ({what}) is in the code of the default branch "
            f"since {code(gone.evidence.commit[:7])} of {gone.at:%Y-%m-%d}. Its use by {waits}{more} waits, and cannot "
            f"vest, until an owner of {code(team)} says what that means:",
            "",
            "- It lives on, under another name or elsewhere: "
            + code(f'/homebot credit dispute {gone.of} settled because="..."', 400),
            "- It was taken back: "
            + code(f'/homebot credit withdraw {gone.of} because="..."', 400)
            + ". What was credited for it lately is reversed at the next close.",
            "",
            "Should some of it come back to the default branch, the question closes by itself.",
        )
    )
