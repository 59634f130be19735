"""The governance repository: where anchors are kept, and who reads and writes them."""

import sqlalchemy as sa

from homebot.adapters.github.client import GitHub
from homebot.cli import exits
from homebot.cli.in_force import open_configuration
from homebot.cli.outward import open_anchoring, open_github, open_mirrors
from homebot.cli.settings import Settings, SettingsError


def governance(settings: Settings, engine: sa.Engine) -> tuple[GitHub, str]:
    """GitHub as whoever may write there, and the repository; ends the process when there is no way to it."""
    try:
        if settings.anchor_token is None:
            settings.require_github()
    except SettingsError as error:
        exits.leave(exits.WRONG_USE, f"{error}, or HOMEBOT_ANCHOR_TOKEN")
    github = open_github(settings)
    configuration, _ = open_configuration(settings, engine, github, open_mirrors(settings), shows=False)
    repository = configuration.current().governance_repository
    if repository is None:
        exits.leave(exits.WRONG_USE, "org.yaml names no governance_repository, which is where anchors are kept")
    return open_anchoring(settings, github), repository
