"""Says which commands there are; with a verb: its form, who may use it, and examples."""

from difflib import get_close_matches

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where, verbs
from homebot.core.commands.parse import Call
from homebot.core.commands.standings import who_may
from homebot.core.render.escape import code
from homebot.core.render.markdown import bullets, series

USAGE = "/homebot help [VERB]"
WHO_MAY: tuple[Role, ...] = ("anyone",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot help", "/homebot help absent")


def apply(call: Call, world: World) -> Answer:
    """Answers with the verbs, or with one of them in full."""
    if not call.words:
        lines = [f"{code(verb.usage)}: {_first_sentence(verb.does)}" for verb in verbs().values()]
        return Answer(f"One command per line, at the start of a line:\n\n{bullets(lines)}")
    wanted = call.words[0].lower()
    verb = verbs().get(wanted)
    if verb is None:
        near = get_close_matches(wanted[:40], verbs(), n=1)
        guess = f" Did you mean `/homebot help {near[0]}`?" if near else ""
        return refuse(f"homebot knows no {code(wanted, 40)}.{guess} `/homebot help` lists every command.")
    lines = [
        verb.does,
        "",
        f"- **Form:** {code(verb.usage)}",
        f"- **Who may:** {who_may(verb)}",
        f"- **Examples:** {series([code(example) for example in verb.examples])}",
    ]
    return Answer("\n".join(lines))


def _first_sentence(text: str) -> str:
    return text.split("\n", 1)[0]
