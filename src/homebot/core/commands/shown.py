"""For which commit a word counts that lets a change through: the one whose speaker was shown it."""

from homebot.core.commands.answer import World
from homebot.core.register.said import Unclear
from homebot.core.render.escape import code


def head_shown(world: World, pull: str) -> str:
    """The head of the pull request that homebot's comment was about when it was said.

    Where the pull request has moved on since, the word is refused rather than kept for the older commit: that is not
    what would be merged, so that the word would let nothing through, and whoever says it again has seen what would.
    Nobody opens a door that cannot be walked back through for what was pushed a moment before. An objection is taken
    all the same.

    Raises:
        Unclear: where it has moved on, or homebot had shown nothing yet.
    """
    if not world.shown:
        raise Unclear(
            "homebot had not said yet how the pull request stands when you said that: look at its comment first, and"
            " then say it once more."
        )
    seen = world.snapshot
    if seen is not None and str(seen.pull) == pull and seen.conversation.head_oid != world.shown:
        raise Unclear(
            f"The pull request has moved on: homebot had shown you {code(world.shown[:7])}, and its head is"
            f" {code(seen.conversation.head_oid[:7])} by now. Look at what changed, and say it once more."
        )
    return world.shown
