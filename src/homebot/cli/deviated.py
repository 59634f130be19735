"""The deviations from a standard, where there is a register to ask: on a laptop there mostly is none."""

import os
from datetime import timedelta
from pathlib import Path

import click
import sqlalchemy as sa

from homebot.cli.clock import now
from homebot.cli.settings import Settings, SettingsError
from homebot.core.deviations.listed import listed
from homebot.core.deviations.terms import ALIKE_DAYS
from homebot.store.engine import open_engine
from homebot.store.register import deviations_from


def deviated(standard: str) -> list[str]:
    """A line for each of the last year or still open; none without a database. One that is there and cannot be asked is
    said on stderr: the standard is explained all the same."""
    try:
        settings = Settings.from_environment(os.environ)
        if not _is_there(settings.database_url):
            return []
        with open_engine(settings.database_url).connect() as connection:
            found = deviations_from(connection, standard, now() - timedelta(days=ALIKE_DAYS))
    except (SettingsError, sa.exc.SQLAlchemyError, OSError) as error:
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        click.echo(f"the register of deviations could not be asked: {why}", err=True)
        return []
    return listed(found, standard, now())


def _is_there(address: str) -> bool:
    """Asking must not make a database where there is none."""
    url = sa.make_url(address)
    return url.get_backend_name() != "sqlite" or (bool(url.database) and Path(str(url.database)).is_file())
