"""What people say about an agreement whose work is merged: the home team takes it over."""

from homebot.core.commands.acting import acted, answered
from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import roles
from homebot.core.register.home import home_of
from homebot.core.register.record import Record
from homebot.core.register.said import Unclear, reason
from homebot.core.render.escape import code, plain
from homebot.core.render.markdown import series
from homebot.core.warranty import checklist
from homebot.core.warranty.clock import open_claims

ACCEPTABLE = ("merged", "live", "warranty")


def accept(call: Call, world: World, record: Record) -> Answer:
    """Hands the work over: the list is done, or somebody says why it is taken as it is."""
    refused = _refused(call, world, record)
    if refused is not None:
        return refuse(f"{refused} Nothing was changed.")
    left, because = checklist.unchecked(record), ""
    if left or call.get("because") is not None:
        try:
            because = reason(call)
        except Unclear as unclear:
            given = unclear if call.get("because") is not None else None
            return refuse(_list(record, given) if left else f"{unclear} Nothing was changed.")
    said = (("unchecked", " ".join(left)),)
    entry = acted(world, "agreement", record.number, "accepted", because=because, said=said)
    home = home_of(record, world.directory, world.day)
    asis = f" It is taken as it is, without {series([code(one) for one in left], 7)}: {plain(because)}." if left else ""
    reply = f"{record.name} is handed over: {code(home)} maintains the work of {code(record.team)} from now on.{asis}"
    return answered(reply, entry)


def _refused(call: Call, world: World, record: Record) -> str | None:
    """Why this person cannot accept it now."""
    held = roles(world, record)
    if "home owner" not in held:
        return f"{record.name} is accepted by an owner of its Home Team; {code(world.actor)} is not."
    if "away" in held:
        return f"{code(world.actor)} is of the Away Team, too: another owner of the Home Team accepts {record.name}."
    if record.state not in ACCEPTABLE:
        return f"{record.name} is {record.state}; what is merged and not handed over yet can be accepted."
    claims = open_claims(record, world.register.records)
    if claims:
        names = series([one.name for one in claims])
        is_open = "is open: end it" if len(claims) == 1 else "are open: end them"
        return f"{names} {is_open} first with `/homebot warranty {claims[0].name} resolved|refused because=...`."
    if len(call.words) > 1 or set(dict(call.named)) - {"because"}:
        return f'The form is `/homebot accept {record.name} [because="..."]`.'
    return None


def _list(record: Record, unclear: Unclear | None) -> str:
    """What is left, and the two ways on; `unclear` is what is wrong with the reason that was given."""
    why = f" {unclear}" if unclear is not None else ""
    return (
        f"Not everything is checked, so {record.name} was not handed over:\n\n{checklist.shown(record)}\n\n"
        f"Check items with `/homebot warranty {record.name} done=...`, or take it as it is with"
        f' `/homebot accept {record.name} because="..."`.{why}'
    )
