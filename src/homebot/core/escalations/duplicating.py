"""`duplicate`: records that a team builds again what a service does. It blocks nothing, and changes no check."""

from homebot.core.commands.acting import acted
from homebot.core.commands.answer import Act, Answer, World, refuse
from homebot.core.commands.parse import Call
from homebot.core.commands.roles import teams_of_actor
from homebot.core.directory import Service
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.names import name_of
from homebot.core.register.said import Unclear, reason
from homebot.core.render.escape import code
from homebot.core.wording import nearest

FORM = '/homebot duplicate SERVICE because="..."'


def duplicate(call: Call, world: World) -> Answer:
    """Records it."""
    if len(call.words) != 1:
        return refuse(f"Name the service that is built again: {code(FORM)}.")
    service = world.directory.services.get(call.words[0])
    if service is None:
        return refuse(_unknown(call.words[0], world))
    home = world.directory.owner_on(service, world.day)
    mine = teams_of_actor(world)
    team = next((one for one in mine if one != home), None)
    if team is None:
        return refuse(_nobody(world, service, home, mine))
    try:
        because = reason(call)
    except Unclear as unclear:
        return refuse(f"{unclear} Nothing was changed.")
    entry = _entry(world, service, home, team, because)
    reply = (
        f"{name_of('duplication', entry.number)} is recorded: {code(team)} builds again what {code(service.name)} of"
        f" {code(home)} does. Nobody has to agree, no check changes and nothing is blocked;"
        f" {code(f'/homebot register {service.name} state=recorded')} shows it to everybody."
    )
    return Answer(reply, (Act("entry", entry=entry),))


def _unknown(name: str, world: World) -> str:
    near = nearest(name, world.directory.services)
    guess = f" Did you mean {code(near)}?" if near else ""
    return f"The catalogue has no service {code(name, 100)}.{guess} The form is {code(FORM)}. Nothing was changed."


def _nobody(world: World, service: Service, home: str, mine: tuple[str, ...]) -> str:
    if mine:
        return f"{code(service.name)} is {code(home)}'s own: what its own team builds anew duplicates nothing."
    return (
        f"{code(world.actor)} is in no team of the catalogue, and a team is recorded, never a person. Whoever is in one"
        f" may say it: {code(FORM)}. Nothing was changed."
    )


def _entry(world: World, service: Service, home: str, team: str, because: str) -> Entry:
    scope, number = Scope(service=service.name), world.register.next_number
    return acted(world, "duplication", number, "duplicated", because=because, team=team, home=home, scope=scope)
