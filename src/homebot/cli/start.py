"""What every command that works on the database does first."""

import os

import sqlalchemy as sa

from homebot.app.engine import prepare
from homebot.cli import exits, logs
from homebot.cli.settings import Settings, SettingsError
from homebot.store.engine import open_engine


def read_settings() -> Settings:
    """The settings, with logs set up; ends the process when they cannot be used."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, str(error))
    logs.configure(settings.log_level, settings.log_format, settings.secrets)
    return settings


def ready_database(settings: Settings) -> sa.Engine:
    """The database, its tables current and no connection open yet; ends the process when that cannot be."""
    try:
        engine = open_engine(settings.database_url)
        prepare(engine)
    except sa.exc.SQLAlchemyError as error:
        address = sa.make_url(settings.database_url).render_as_string(hide_password=True)
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        exits.leave(
            exits.OUTSIDE, f"the database {address} cannot be used ({cause}); is it running, may homebot write?"
        )
    except OSError as error:
        exits.leave(exits.OUTSIDE, f"the database's folder cannot be used ({error}); set HOMEBOT_STATE_DIR")
    engine.dispose()
    return engine
