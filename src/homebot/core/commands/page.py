"""The page of all commands for `docs/`, written from the verbs themselves."""

from homebot.core.commands.discovery import Verb, verbs
from homebot.core.commands.parse import MAX_COMMANDS
from homebot.core.commands.standings import table, who_may

HEAD = f"""# Commands

<!-- Written by homebot.core.commands.page; a test compares. -->

Say `/homebot VERB ...` in a comment on a pull request or an issue: one command per line, at the start of a line, not in
code, quotes or HTML comments, at most {MAX_COMMANDS} in one comment. Arguments are words or `key=value` /
`key="with spaces"`; inside quotes, a backslash escapes a quote or a backslash. Verbs may be written in any case.

Each command gets one reply. One that may not or cannot be done says why, who may, and the right form, and changes
nothing. Editing a comment never runs a command, and comments by bots are never commands."""
WHO = """## Who may say what

By what somebody is to the pull request, or to the decision of the [register](register.md) that a command names. Owners
are members of their teams too, and all but the outsider are members of the organisation. Somebody who is several of
these may say it if one column says *yes* and none says *never*. Some verbs look further once somebody may say them at
all: each says so below, and in its answer."""


def page() -> str:
    """The whole page in Markdown."""
    parts = [HEAD, WHO, table(), *(_verb(verb) for verb in verbs().values())]
    return "\n\n".join(parts) + "\n"


def _verb(verb: Verb) -> str:
    where = "pull requests only" if verb.where == "pull request" else "pull requests and issues"
    examples = "\n".join(["```", *verb.examples, "```"])
    facts = [f"- Form: `{verb.usage}`", f"- Who may: {who_may(verb)}", f"- Where: {where}"]
    return "\n\n".join([f"## `{verb.name}`", verb.does, "\n".join(facts), examples])
