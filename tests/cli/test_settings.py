from pathlib import Path

import pytest

from homebot.adapters.github.patience import Patience
from homebot.cli.settings import Settings, SettingsError


def test_everything_has_a_default_but_the_secrets(tmp_path: Path) -> None:
    settings = Settings.from_environment({"HOMEBOT_STATE_DIR": str(tmp_path), "HOMEBOT_GITHUB_TOKEN": "  "})
    assert settings.database_url == f"sqlite:///{tmp_path / 'homebot.sqlite'}"
    assert (settings.config, settings.github_api_url) == ("config", "https://api.github.com")
    with pytest.raises(SettingsError, match="HOMEBOT_GITHUB_WEBHOOK_SECRET"):
        settings.require_webhook_secrets()
    with pytest.raises(SettingsError, match="HOMEBOT_GITHUB_APP_ID"):
        settings.require_github()


def test_an_app_is_read_whole(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("key")
    settings = Settings.from_environment(
        {
            "HOMEBOT_GITHUB_APP_ID": "42",
            "HOMEBOT_GITHUB_PRIVATE_KEY_FILE": str(key),
            "HOMEBOT_GITHUB_WEBHOOK_SECRET": "new one, old one,",
            "HOMEBOT_GITHUB_API_URL": "https://ghe.example/api/v3/",
        }
    )
    assert (settings.github_app_id, settings.github_private_key_file) == (42, key)
    assert settings.require_webhook_secrets() == ("new one", "old one")
    assert settings.github_api_url == "https://ghe.example/api/v3"
    settings.require_github()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOMEBOT_GITHUB_APP_ID", "forty-two"),
        ("HOMEBOT_GITHUB_APP_ID", "42"),
        ("HOMEBOT_GITHUB_PRIVATE_KEY_FILE", "/nowhere/key.pem"),
        ("HOMEBOT_DATABASE_URL", "mysql://root@host/db"),
        ("HOMEBOT_DATABASE_URL", "garbage"),
        ("HOMEBOT_GITHUB_API_URL", "ftp://ghe.example"),
        ("HOMEBOT_GITHUB_API_URL", "https://user:hunter2@ghe.example"),
        ("HOMEBOT_CONFIG", "github:https://user:hunter2@github.com/acme/governance"),
        ("HOMEBOT_GITHUB_TIMEOUT_SECONDS", "0"),
        ("HOMEBOT_GITHUB_RETRY_SECONDS", "901"),
        ("HOMEBOT_GITHUB_RETRY_SECONDS", "soon"),
        ("HOMEBOT_LOG_LEVEL", "loud"),
        ("HOMEBOT_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_variable_is_named_in_one_line_without_its_secrets(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment({name: value})
    message = str(refusal.value)
    assert message.startswith("HOMEBOT_")
    assert "\n" not in message
    assert "hunter2" not in message


def test_secrets_are_not_shown() -> None:
    settings = Settings.from_environment(
        {
            "HOMEBOT_GITHUB_TOKEN": "ghp_abcdefghijklmnopqrstuvwxyz",
            "HOMEBOT_GITHUB_WEBHOOK_SECRET": "s3cret-one",
            "HOMEBOT_DATABASE_URL": "postgresql://bot:p4ssword@host/db",
        }
    )
    assert set(settings.secrets) == {"ghp_abcdefghijklmnopqrstuvwxyz", "s3cret-one", "p4ssword"}
    assert all(secret not in repr(settings) for secret in settings.secrets)


def test_github_is_waited_for_as_long_as_is_said() -> None:
    assert Settings.from_environment({}).github_patience == Patience(timeout=15, pause=5)
    given = Settings.from_environment({"HOMEBOT_GITHUB_TIMEOUT_SECONDS": "40", "HOMEBOT_GITHUB_RETRY_SECONDS": "1"})
    assert given.github_patience == Patience(timeout=40, pause=1)


def test_hosts_of_evidence_are_listed() -> None:
    given = {"HOMEBOT_EVIDENCE_HOSTS": "Wiki.acme.example, grafana.acme.example:3000,"}
    assert Settings.from_environment(given).evidence_hosts == ("wiki.acme.example", "grafana.acme.example:3000")
    assert Settings.from_environment({}).evidence_hosts == ()
    with pytest.raises(SettingsError, match=r"HOMEBOT_EVIDENCE_HOSTS cannot be used .*is no host"):
        Settings.from_environment({"HOMEBOT_EVIDENCE_HOSTS": "https://wiki.acme.example/"})
