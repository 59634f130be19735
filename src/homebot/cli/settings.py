"""Settings from the environment. Secrets come from nowhere else and are never shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from homebot.adapters.config.remote import remote_folder
from homebot.adapters.github.patience import USUAL, Patience
from homebot.store.engine import DatabaseAddressError, database_address

T = TypeVar("T")
GITHUB_API = "https://api.github.com"


class SettingsError(Exception):
    """A variable is missing or wrong. The message is one line: which, where, what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. `config` is a folder or `github:OWNER/REPO[/FOLDER]`."""

    config: str
    state_dir: Path
    database_url: str = field(repr=False)
    github_api_url: str = GITHUB_API
    github_app_id: int | None = None
    github_private_key_file: Path | None = None
    github_token: str | None = field(default=None, repr=False)
    github_webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    analysis_python: str | None = None
    log_level: str = "info"
    log_format: str | None = None
    coverage_secrets: tuple[str, ...] = field(default=(), repr=False)
    anchor_token: str | None = field(default=None, repr=False)
    evidence_hosts: tuple[str, ...] = ()
    github_patience: Patience = USUAL

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Reads `HOMEBOT_*`; empty variables count as unset.

        Raises:
            SettingsError: naming the variable and what to do.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        state_dir = Path(given.get("HOMEBOT_STATE_DIR", ".homebot")).resolve()
        app_id = _read(given, "HOMEBOT_GITHUB_APP_ID", _number, "the App's number, as its settings page shows it")
        key_file = _read(given, "HOMEBOT_GITHUB_PRIVATE_KEY_FILE", _file, "the path of the App's .pem file")
        if (app_id is None) != (key_file is None):
            missing = "HOMEBOT_GITHUB_APP_ID" if app_id is None else "HOMEBOT_GITHUB_PRIVATE_KEY_FILE"
            raise SettingsError(f"{missing} is not set; a GitHub App needs both its id and its private key file")
        return cls(
            config=_read(given, "HOMEBOT_CONFIG", _source, "a folder, or github:OWNER/REPO[/FOLDER]") or "config",
            state_dir=state_dir,
            database_url=_read(given, "HOMEBOT_DATABASE_URL", _database, "sqlite:////PATH or postgresql://USER@HOST/DB")
            or f"sqlite:///{state_dir / 'homebot.sqlite'}",
            github_api_url=_read(given, "HOMEBOT_GITHUB_API_URL", _address, "https://HOST/api/v3") or GITHUB_API,
            github_app_id=app_id,
            github_private_key_file=key_file,
            github_token=given.get("HOMEBOT_GITHUB_TOKEN"),
            github_webhook_secrets=_several(given, "HOMEBOT_GITHUB_WEBHOOK_SECRET"),
            analysis_python=given.get("HOMEBOT_ANALYSIS_PYTHON"),
            log_level=_read(given, "HOMEBOT_LOG_LEVEL", _level, "debug, info, warning or error") or "info",
            log_format=_read(given, "HOMEBOT_LOG_FORMAT", _format, "json or console"),
            coverage_secrets=_several(given, "HOMEBOT_COVERAGE_SECRET"),
            anchor_token=given.get("HOMEBOT_ANCHOR_TOKEN"),
            evidence_hosts=_read(given, "HOMEBOT_EVIDENCE_HOSTS", _hosts, "HOST[:PORT], several with commas") or (),
            github_patience=_patience(given),
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must never be logged."""
        password = urlsplit(self.database_url).password
        tokens = (self.github_token, self.anchor_token)
        secrets = (*self.github_webhook_secrets, *self.coverage_secrets, *tokens, password)
        return tuple(text for text in secrets if text)

    def require_webhook_secrets(self) -> tuple[str, ...]:
        """Raises:
        SettingsError: without a secret, anybody could send webhooks.
        """
        if not self.github_webhook_secrets:
            raise SettingsError("HOMEBOT_GITHUB_WEBHOOK_SECRET is not set; give the secret of the App's webhook")
        return self.github_webhook_secrets

    def require_coverage_secrets(self) -> tuple[str, ...]:
        """Raises:
        SettingsError: without a secret there are no tokens.
        """
        if not self.coverage_secrets:
            raise SettingsError("HOMEBOT_COVERAGE_SECRET is not set; give the secret the server has")
        return self.coverage_secrets

    def require_github(self) -> None:
        """Raises:
        SettingsError: without a way to sign in to GitHub.
        """
        if self.github_app_id is None and self.github_token is None:
            raise SettingsError(
                "no way to sign in to GitHub; set HOMEBOT_GITHUB_APP_ID and HOMEBOT_GITHUB_PRIVATE_KEY_FILE, "
                "or HOMEBOT_GITHUB_TOKEN"
            )


def _source(text: str) -> str:
    remote_folder(text)
    return text


def _several(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Secrets, comma-separated while one is rotated."""
    return tuple(secret.strip() for secret in given.get(name, "").split(",") if secret.strip())


def _hosts(text: str) -> tuple[str, ...]:
    """Hosts, each with its port where that is not the usual one, comma-separated."""
    hosts = tuple(host.strip().lower() for host in text.split(",") if host.strip())
    if wrong := next((host for host in hosts if set("/@ ") & set(host)), None):
        raise ValueError(f"{wrong!r} is no host")
    return hosts


def _read(given: Mapping[str, str], name: str, reader: Callable[[str], T], form: str) -> T | None:
    if name not in given:
        return None
    try:
        return reader(given[name])
    except ValueError as error:
        detail = f" ({error})" if str(error) else ""
        raise SettingsError(f"{name} cannot be used{detail}; write {form}") from None


def _patience(given: Mapping[str, str]) -> Patience:
    timeout = _read(given, "HOMEBOT_GITHUB_TIMEOUT_SECONDS", _seconds, "1 to 900")
    pause = _read(given, "HOMEBOT_GITHUB_RETRY_SECONDS", _seconds, "1 to 900")
    return Patience(timeout or USUAL.timeout, pause or USUAL.pause)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("not a number")
    return int(text)


def _seconds(text: str) -> int:
    number = _number(text)
    if not 1 <= number <= 900:
        raise ValueError("too short or too long")
    return number


def _file(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_file():
        raise ValueError("there is no such file")
    return path


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web address")
    if parts.username or parts.password:
        raise ValueError("it holds a user name or password")
    return text.rstrip("/")


def _database(text: str) -> str:
    try:
        database_address(text)
    except DatabaseAddressError as error:
        raise ValueError(str(error)) from None
    return text


def _level(text: str) -> str:
    return _one_of(text, ("debug", "info", "warning", "error"))


def _format(text: str) -> str:
    return _one_of(text, ("json", "console"))


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text.lower() not in allowed:
        raise ValueError("unknown")
    return text.lower()
