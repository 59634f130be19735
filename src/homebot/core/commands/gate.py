"""The one way to answer a command: known verb, right place, right person, then the verb itself."""

from difflib import get_close_matches

from homebot.core.commands.answer import Answer, World, refuse
from homebot.core.commands.discovery import Verb, verbs
from homebot.core.commands.parse import Call, Refusal
from homebot.core.commands.roles import in_words, roles
from homebot.core.render.escape import code


def answer(command: Call | Refusal, world: World) -> Answer:
    """The answer to one command line. Its reply quotes the line; a refusal says why, who may, and the right form."""
    found = refuse(command.reason) if isinstance(command, Refusal) else _answer(command, world)
    return Answer(f"> {code(command.text, 300)}\n\n{found.reply}", found.acts, found.refused)


def asks_membership(command: Call | Refusal) -> bool:
    """Whether answering needs GitHub's word on the actor's membership in the organisation."""
    verb = verbs().get(command.verb) if isinstance(command, Call) else None
    return verb is not None and "org member" in verb.who_may


def asks_teams(command: Call | Refusal) -> bool:
    """Whether answering needs to know which teams the actor is in."""
    verb = verbs().get(command.verb) if isinstance(command, Call) else None
    return verb is not None and bool({"home", "away"} & {*verb.who_may, *verb.never})


def reads_issue(command: Call | Refusal) -> bool:
    """Whether answering on an issue needs the issue's text."""
    verb = verbs().get(command.verb) if isinstance(command, Call) else None
    return verb is not None and verb.reads_issue


def _answer(call: Call, world: World) -> Answer:
    verb = verbs().get(call.verb)
    if verb is None:
        return refuse(_unknown(call.verb))
    if verb.where == "pull request" and not world.on_pull:
        return refuse(f"`/homebot {verb.name}` is for pull requests; this is an issue. Say it on the pull request.")
    why_not = barred(verb, call, world)
    return verb.apply(call, world) if why_not is None else refuse(why_not)


def barred(verb: Verb, call: Call, world: World) -> str | None:
    """Why the actor may not say it, by who they are to the pull request or the decision it is about; `None` for who
    may."""
    held = roles(world, verb.about(call, world) if verb.about is not None else None)
    if not held & set(verb.who_may):
        return _not_yours(verb, world)
    never = tuple(role for role in verb.never if role in held)
    return f"`/homebot {verb.name}` is not for {in_words(never)}. Nothing was changed." if never else None


def _unknown(verb: str) -> str:
    near = get_close_matches(verb[:40], verbs(), n=1)
    guess = f" Did you mean `/homebot {near[0]}`?" if near else ""
    return f"homebot knows no {code(verb, 40)}.{guess} `/homebot help` lists every command."


def _not_yours(verb: Verb, world: World) -> str:
    may = in_words(verb.who_may)
    reason = f"`/homebot {verb.name}` is for {may}; {code(world.actor)} is not, so nothing was changed."
    if "org member" in verb.who_may and world.org_member is None:
        reason += " GitHub could not be asked about the organisation, and the catalogue lists them in no team."
    return f"{reason} The form is {code(verb.usage)}."
