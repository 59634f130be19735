"""Deliver: GitHub is made to look as the newest decision says; only what differs is written."""

import structlog

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import CallFailed, Gone, Later, Refused
from homebot.adapters.github.read import read_conversation
from homebot.adapters.github.write import Applied, apply, find_replies
from homebot.app.gather import GRACE_ATTEMPTS
from homebot.app.membership import remember_refused
from homebot.app.outside import Outside
from homebot.app.record import Asked
from homebot.app.steps import Steps
from homebot.core.effects import Effect, WantReply
from homebot.core.facts import Observed, PullId
from homebot.core.plan import desired, differences
from homebot.core.render.escape import code
from homebot.core.render.replies import together
from homebot.core.repository_catalogue import in_force
from homebot.store import commands, evaluations, json, sent
from homebot.store.engine import writing
from homebot.store.people import settle

log = structlog.get_logger(__name__)

NEXT_REVIEWER_SECONDS = 1.0


def deliver_pull(
    outside: Outside,
    steps: Steps,
    pull: PullId,
    installation: int | None,
    key: str,
    asked: tuple[Asked, ...],
    attempt: int,
    again: bool,
) -> tuple[float, str] | None:
    """Writes what the evaluation `key` wants and the replies to the commands; when to come again, if that is needed.

    `again`: an earlier worker came so far too, and may have died in the middle of this.
    """
    wanted, observed = _wanted(outside, pull, key, asked)
    left = differences(wanted, observed)
    dropped: tuple[str, ...] = ()
    try:
        if left:
            with outside.github.job(pull.repository, installation) as client:
                if again:  # Believe GitHub, not the snapshot.
                    observed = _look_again(outside, client, pull)
                    left = differences(wanted, observed)
                dropped = _write_all(outside, steps, client, pull, left, observed, key)
        else:
            _remember(outside, pull, [], done=key)
    except Later as later:
        return later.seconds, later.reason
    except Gone as gone:
        return _not_there(pull, gone, attempt)
    except CallFailed as failed:
        return 60.0, str(failed)
    if dropped:
        return NEXT_REVIEWER_SECONDS, f"GitHub takes no review by {', '.join(dropped)}; the next is asked"
    return None


def _wanted(outside: Outside, pull: PullId, key: str, asked: tuple[Asked, ...]) -> tuple[tuple[Effect, ...], Observed]:
    """All effects that are due, and what the evaluation saw of them on GitHub."""
    replies: tuple[Effect, ...] = _replies(outside, asked)
    with outside.engine.connect() as connection:
        evaluation = evaluations.latest(connection, pull)
    if evaluation is None or evaluation.key != key:
        return replies, Observed()
    directory = in_force(outside.configuration.current(), evaluation.snapshot.catalogue)
    effects = desired(evaluation.snapshot, evaluation.decision, directory)
    return (*replies, *effects), evaluation.snapshot.conversation.observed


def deliver_replies(
    outside: Outside,
    steps: Steps,
    issue: PullId,
    installation: int | None,
    asked: tuple[Asked, ...],
    attempt: int,
) -> tuple[float, str] | None:
    """Writes the replies to commands on an issue; those that stand already are found first."""
    with outside.engine.connect() as connection:
        written = sent.on(connection, issue)
    replies = tuple(reply for reply in _replies(outside, asked) if reply.marker not in written)
    if not replies:
        return None
    try:
        with outside.github.job(issue.repository, installation) as client:
            since = min(_at(outside, one) for one in asked)
            observed = Observed(replies=find_replies(client, issue, since))
            _write_all(outside, steps, client, issue, replies, observed)
    except Later as later:
        return later.seconds, later.reason
    except Gone as gone:
        return _not_there(issue, gone, attempt)
    except CallFailed as failed:
        return 60.0, str(failed)
    return None


def _not_there(pull: PullId, gone: Gone, attempt: int) -> tuple[float, str] | None:
    """GitHub may not know yet what was opened a moment ago; after some attempts it is believed."""
    if attempt < GRACE_ATTEMPTS:
        return 2.0**attempt, str(gone)
    log.warning("nothing to write to", pull=str(pull), reason=str(gone))
    return None


def _write_all(
    outside: Outside,
    steps: Steps,
    client: Client,
    pull: PullId,
    effects: tuple[Effect, ...],
    observed: Observed,
    key: str | None = None,
) -> tuple[str, ...]:
    """What was written is remembered, however this ends; with `key`, also that nothing is left of that evaluation.
    People whom GitHub would not take are given back."""
    written: list[Applied] = []
    done = None
    try:
        for effect in effects:
            steps.insist()
            try:
                written.append(apply(client, pull, effect, observed))
            except Refused as refused:
                # What GitHub calls invalid stays invalid: said in the log, and the other effects still come about.
                log.error("GitHub refused an effect", pull=str(pull), effect=type(effect).__name__, reason=str(refused))
        done = key
    finally:
        _remember(outside, pull, written, done)
    return _dropped(written)


def _dropped(written: list[Applied]) -> tuple[str, ...]:
    return tuple(login for one in written for login in one.dropped)


def _remember(outside: Outside, pull: PullId, written: list[Applied], done: str | None) -> None:
    """Writes down what was written, and that the evaluation `done` is delivered unless the next reviewer is due."""
    dropped = _dropped(written)
    if dropped:
        remember_refused(outside, pull.repository, dropped)
    if not written and done is None:
        return
    now = outside.clock()
    with writing(outside.engine) as connection:
        for one in written:
            sent.record(connection, pull, sent.Sent(one.key, one.kind, now, one.github_id, one.node_id, one.digest))
        if dropped:
            settle(connection, pull, now, dropped)
        elif done is not None:
            evaluations.delivered(connection, done, now)


def _look_again(outside: Outside, client: Client, pull: PullId) -> Observed:
    with outside.engine.connect() as connection:
        written = sent.on(connection, pull)
    known = [one.node_id for one in written.values() if one.kind == "comment" and one.node_id]
    return read_conversation(client, pull, known, outside.github.credentials.app_id).observed


def _replies(outside: Outside, asked: tuple[Asked, ...]) -> tuple[WantReply, ...]:
    """One reply comment per comment that held commands, its answers in order."""
    replies = []
    with outside.engine.connect() as connection:
        for comment in dict.fromkeys(one.comment for one in asked):
            stored = [commands.find(connection, one.key) for one in asked if one.comment == comment]
            answers = [json.decode(one.answer, commands.Reply).reply for one in stored if one is not None]
            actor = next(one.actor for one in asked if one.comment == comment)
            marker = f"<!-- homebot:reply:{comment} -->"
            if answers:
                replies.append(WantReply(marker, f"{marker}\n{together(answers)}\n\n<sub>for {code(actor)}</sub>"))
    return tuple(replies)


def _at(outside: Outside, asked: Asked) -> str:
    with outside.engine.connect() as connection:
        stored = commands.find(connection, asked.key)
    moment = stored.at if stored is not None else outside.clock()
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
