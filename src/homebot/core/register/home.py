"""Whose service a decision is about."""

from datetime import date

from homebot.core.directory import Directory
from homebot.core.register.record import Record


def home_of(record: Record, directory: Directory, day: date) -> str:
    """The team that owns the service on a day; of a service that is no more, who owned it when it was decided."""
    service = directory.services.get(record.scope.service)
    return directory.owner_on(service, day) if service is not None else record.home
