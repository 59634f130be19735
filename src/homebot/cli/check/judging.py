"""From a change and the rules to the result: what the webhook does between reading and writing, without GitHub."""

from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from homebot import __version__
from homebot.cli.check.checkout import Checkout
from homebot.cli.check.known import Asked, known
from homebot.cli.check.rules import Rules
from homebot.cli.exits import WRONG_USE, leave
from homebot.core.decision import Recognition
from homebot.core.directory import Directory
from homebot.core.facts import Change, Conversation, PullId, Snapshot
from homebot.core.policy import judge
from homebot.core.proposal import Proposal
from homebot.core.recognise import recognise
from homebot.core.render.checked import Checked
from homebot.core.render.escape import visible


def check_change(
    checkout: Checkout, change: Change, rules: Rules, asked: Asked, at: datetime, edit: Proposal | None = None
) -> Checked:
    """The judgements of `policy` on a change, and on its `edit` of ownership files; ends the process when the service
    asked for is not in the repository."""
    snapshot = Snapshot(_conversation(checkout, asked, at), change, at, proposal=edit)
    recognition = recognise(snapshot, rules.directory)
    if asked.service is not None:
        recognition = _only(asked.service, recognition, rules.directory, checkout.repository)
        covered = {path for standing in recognition.standings for path in standing.paths}
        change = replace(change, functions=tuple(one for one in change.functions if one.path in covered))
    return Checked(
        repository=checkout.repository,
        base=checkout.base,
        head=checkout.head,
        change=change,
        rules=rules.source,
        configuration=rules.directory.digest,
        standings=recognition.standings,
        judgements=tuple(known(one, asked) for one in judge(snapshot, rules.directory, recognition)),
        unowned=recognition.unowned_paths,
        notes=(*rules.notes, *(edit.notes if edit is not None else ())),
        version=__version__,
    )


def _only(name: str, recognition: Recognition, directory: Directory, repository: str) -> Recognition:
    known = [service.name for service in directory.services_of_repository(repository)]
    if name not in known:
        near = get_close_matches(name, known, n=1)
        guess = f"did you mean {near[0]}?" if near else f"there are {', '.join(known[:20])}"
        leave(WRONG_USE, f"{visible(repository)} has no service {visible(name)}; {guess}")
    left = tuple(one for one in recognition.standings if one.service == name)
    return replace(recognition, standings=left, unowned_paths=())


def _conversation(checkout: Checkout, asked: Asked, at: datetime) -> Conversation:
    """An open pull request that nobody has said anything about."""
    owner, name = checkout.repository.split("/", 1)
    return Conversation(
        pull=PullId(owner, name, 0),
        node_id="",
        title="",
        body=asked.description or "",
        author=asked.author.lower(),
        author_is_bot=False,
        state="open",
        draft=False,
        base_ref=checkout.base,
        base_oid=checkout.base_oid,
        head_ref=checkout.head,
        head_oid=checkout.head_oid,
        default_branch=checkout.base,
        created_at=at,
        updated_at=at,
        viewer="",
        labels=asked.labels,
    )
