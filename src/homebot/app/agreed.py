"""What agreements ask of the reading of a pull request: standards that they pin and that nobody holds to today need
their facts all the same."""

from collections.abc import Iterable

import sqlalchemy as sa

from homebot.app.outside import Outside
from homebot.core.agreements.named import named
from homebot.core.agreements.pins import kept_of
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import Conversation
from homebot.core.register.record import Record
from homebot.core.register.table import UNDERWAY
from homebot.core.wanted import Wanted, named_contexts, options_wanted
from homebot.store import register


def agreed_settings(outside: Outside, conversation: Conversation) -> tuple[StandardSetting, ...]:
    """What is pinned by the agreements of a pull request."""
    with outside.engine.connect() as connection:
        found = agreements_of(connection, conversation)
    return kept_of(found, conversation.merged_at or outside.clock())


def agreements_of(connection: sa.Connection, conversation: Conversation) -> tuple[Record, ...]:
    """The agreements underway that a pull request names, or that were made on it; more than hold for it where it names
    one wrongly."""
    numbers = named(conversation.body)
    found = register.concerning(connection, [str(conversation.pull)], [])
    found += register.numbered(connection, numbers) if numbers else ()
    return tuple(one for one in found if one.kind == "agreement" and one.state in UNDERWAY)


def contexts_agreed(connection: sa.Connection, outside: Outside, directory: Directory) -> dict[str, frozenset[str]]:
    """Checks that agreements underway require by what they pin, by repository."""
    found: dict[str, frozenset[str]] = {}
    for agreement in register.open_of(connection, "agreement", UNDERWAY):
        service = directory.services.get(agreement.scope.service)
        names = _contexts([agreement], outside)
        if service is not None and names:
            found[service.repository] = found.get(service.repository, frozenset()) | names
    return found


def contexts_agreed_in(
    connection: sa.Connection, outside: Outside, directory: Directory, repository: str
) -> frozenset[str]:
    """The same for one repository."""
    services = [service.name for service in directory.services_of_repository(repository)]
    return _contexts(register.concerning(connection, [], services), outside)


def _contexts(agreements: Iterable[Record], outside: Outside) -> frozenset[str]:
    return named_contexts(Wanted(options_wanted(kept_of(agreements, outside.clock()))))
