"""From a change and the rules to the result: what the webhook does between reading and writing, without GitHub."""

from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from homebot import __version__
from homebot.cli.check.checkout import Checkout
from homebot.cli.check.rules import Rules
from homebot.cli.exits import WRONG_USE, leave
from homebot.core.decision import Judgement, Recognition
from homebot.core.directory import Directory
from homebot.core.facts import Change, Conversation, PullId, Snapshot
from homebot.core.policy import judge
from homebot.core.recognise import recognise
from homebot.core.render.checked import Checked
from homebot.core.render.escape import visible

ON_GITHUB = {
    "description": "it is written on GitHub; --description FILE judges a draft of it",
    "experiment": "labels are known on GitHub only",
    "required-checks": "what CI answered is known on GitHub only",
}
"""Standards that judge what a checkout does not hold, with what to say instead of a judgement."""


def check_change(
    checkout: Checkout,
    change: Change,
    rules: Rules,
    at: datetime,
    author: str | None = None,
    description: str | None = None,
    service: str | None = None,
) -> Checked:
    """The judgements of `policy` on a change. Nobody known as its author is held to what an away team is.

    Ends the process when `service` is none of this repository's.
    """
    snapshot = Snapshot(_conversation(checkout, author or "", description or "", at), change, at)
    recognition = recognise(snapshot, rules.directory)
    if service is not None:
        recognition = _only(service, recognition, rules.directory, checkout.repository)
        covered = {path for standing in recognition.standings for path in standing.paths}
        change = replace(change, functions=tuple(one for one in change.functions if one.path in covered))
    judgements = judge(snapshot, rules.directory, recognition)
    unknown = {name: why for name, why in ON_GITHUB.items() if name != "description" or description is None}
    return Checked(
        repository=checkout.repository,
        base=checkout.base,
        head=checkout.head,
        change=change,
        rules=rules.source,
        configuration=rules.directory.digest,
        standings=recognition.standings,
        judgements=tuple(_known(one, unknown) for one in judgements),
        unowned=() if service is not None else recognition.unowned_paths,
        notes=rules.notes,
        version=__version__,
    )


def _known(judgement: Judgement, unknown: dict[str, str]) -> Judgement:
    why = unknown.get(judgement.standard)
    return judgement if why is None else replace(judgement, outcome="not-applicable", summary=why, findings=())


def _only(name: str, recognition: Recognition, directory: Directory, repository: str) -> Recognition:
    known = [service.name for service in directory.services_of_repository(repository)]
    if name not in known:
        near = get_close_matches(name, known, n=1)
        guess = f"did you mean {near[0]}?" if near else f"there are {', '.join(known[:20])}"
        leave(WRONG_USE, f"{visible(repository)} has no service {visible(name)}; {guess}")
    return replace(recognition, standings=tuple(one for one in recognition.standings if one.service == name))


def _conversation(checkout: Checkout, author: str, description: str, at: datetime) -> Conversation:
    """An open pull request that nobody has said anything about."""
    owner, name = checkout.repository.split("/", 1)
    return Conversation(
        pull=PullId(owner, name, 0),
        node_id="",
        title="",
        body=description,
        author=author.lower(),
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
    )
