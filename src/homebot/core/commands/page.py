"""The page of all commands for `docs/`, written from the verbs themselves."""

from homebot.core.commands.discovery import LATER, Verb, verbs
from homebot.core.commands.parse import MAX_COMMANDS
from homebot.core.commands.roles import in_words

HEAD = f"""# Commands

<!-- Written by homebot.core.commands.page; a test compares. -->

Say `/homebot VERB ...` in a comment on a pull request or an issue: one command per line, at the start of a line, not in
code, quotes or HTML comments, at most {MAX_COMMANDS} in one comment. Arguments are words or `key=value` /
`key="with spaces"`; inside quotes, a backslash escapes a quote or a backslash. Verbs may be written in any case.

Each command gets one reply. One that may not or cannot be done says why, who may, and the right form, and changes
nothing. Editing a comment never runs a command, and comments by bots are never commands."""


def page() -> str:
    """The whole page in Markdown."""
    parts = [HEAD, *(_verb(verb) for verb in verbs().values()), "## Not available yet", _later()]
    return "\n\n".join(parts) + "\n"


def _verb(verb: Verb) -> str:
    where = "pull requests only" if verb.where == "pull request" else "pull requests and issues"
    examples = "\n".join(["```", *verb.examples, "```"])
    facts = [f"- Form: `{verb.usage}`", f"- Who may: {in_words(verb.who_may)}", f"- Where: {where}"]
    return "\n\n".join([f"## `{verb.name}`", verb.does, "\n".join(facts), examples])


def _later() -> str:
    rows = [f"| `{words}` | {what} |" for words, what in LATER.items()]
    return "\n".join(["These are answered with a clear refusal.", "", "| command | for |", "|---|---|", *rows])
