"""Lists the decisions that are open, what is due soonest first: of a team, a service, an entity, or all.

`state=all`, or a state such as `state=accepted`, lists others, `kind=deviation` those of one kind. With the name of a
decision it tells its whole history: who did what, when, why, with which evidence and under which configuration."""

from homebot.core.commands.answer import Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import roles
from homebot.core.register.listing import history, listing
from homebot.core.register.question import FORM, Asked, Misread, read
from homebot.core.render.escape import code, plain

USAGE = f"/homebot {FORM}"
WHO_MAY: tuple[Role, ...] = ("org member",)
WHERE: Where = "anywhere"
EXAMPLES = ("/homebot register", "/homebot register payments", "/homebot register ledgerd state=all kind=deviation",
            "/homebot register D12")  # fmt: skip


def question(call: Call, world: World) -> Asked | None:
    """What is to be listed before the command can be answered; `None` where nothing is, or for who may not ask."""
    if call.verb != "register" or not roles(world) & set(WHO_MAY):
        return None
    try:
        asked = read(call.words, dict(call.named), world.directory)
    except Misread:
        return None
    return asked if not asked.number else None


def apply(call: Call, world: World) -> Answer:
    """Answers with the list that was read, or with the history of one decision."""
    try:
        asked = read(call.words, dict(call.named), world.directory)
    except Misread as error:
        return refuse(f"{plain(str(error))} The form is {code(USAGE)}.")
    if not asked.number:
        return Answer(listing(asked, world.register, world.now))
    record = world.register.find(call.words[0])
    if record is None:
        return refuse(
            f"The register has no {code(call.words[0], 40)}. `/homebot register state=all` lists every decision."
        )
    return Answer(history(record, world.now))
