"""GitHub and the mirrors as the settings say: what every command that reads outside begins with."""

from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub, OnBudget, OnCall
from homebot.cli import exits
from homebot.cli.settings import Settings

MIRROR_BYTES = 20 * 2**30


def open_github(
    settings: Settings,
    on_call: OnCall = lambda kind, operation: None,
    on_budget: OnBudget = lambda installation, remaining: None,
) -> GitHub:
    """GitHub, as the App or with the token; ends the process when the App's key cannot be read."""
    return _github(settings, _credentials(settings), on_call, on_budget)


def open_anchoring(settings: Settings, github: GitHub) -> GitHub:
    """GitHub as the one who may write to the governance repository: the App has no right to write contents, so that is
    a token of its own, where one is given."""
    if settings.anchor_token is None:
        return github
    return _github(settings, Credentials(token=settings.anchor_token), github.on_call, github.on_budget)


def open_mirrors(settings: Settings) -> Mirrors:
    """The mirrors in the state directory."""
    return Mirrors(settings.state_dir / "mirrors", MIRROR_BYTES)


def _github(settings: Settings, credentials: Credentials, on_call: OnCall, on_budget: OnBudget) -> GitHub:
    return GitHub(settings.github_api_url, credentials, on_call, on_budget, settings.github_patience)


def _credentials(settings: Settings) -> Credentials:
    if settings.github_app_id is None or settings.github_private_key_file is None:
        return Credentials(token=settings.github_token)
    try:
        key = settings.github_private_key_file.read_text()
    except OSError as error:
        exits.leave(exits.WRONG_USE, f"HOMEBOT_GITHUB_PRIVATE_KEY_FILE cannot be read ({error.strerror})")
    return Credentials(app_id=settings.github_app_id, private_key=key)
