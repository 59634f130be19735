"""The newest word on each person's review request, from the timeline: who asked them, or took it back, and when."""

from datetime import datetime

from homebot.core.facts import Conversation, RequestEvent


def last_requests(conversation: Conversation) -> dict[str, RequestEvent]:
    """By login, the last thing that was done about their request, whoever did it."""
    return {event.reviewer: event for event in conversation.requests}


def asked_by_us(conversation: Conversation) -> dict[str, datetime]:
    """Whom homebot asked, and nobody else since, and nobody took it back: when."""
    last = last_requests(conversation)
    return {login: event.at for login, event in last.items() if not event.removed and is_ours(conversation, event)}


def is_ours(conversation: Conversation, event: RequestEvent) -> bool:
    """Whether homebot did it. GitHub names an app `homebot[bot]` in one place and `homebot` in another."""
    return event.actor.removesuffix("[bot]") == conversation.viewer.removesuffix("[bot]")
