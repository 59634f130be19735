"""Two GitHubs: a strict stand-in with a small company on it, and a wire that answers as told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import Client, GitHub
from tests.adapters.github.company import Company, found
from tests.adapters.github.wire import Reply, Seen, Wire, listening
from tests.nursery import sandbox

INSTALLATION = 7


@pytest.fixture
def wire() -> Iterator[Wire]:
    """GitHub's side."""
    with listening() as found:
        yield found


@pytest.fixture(scope="session")
def private_key() -> str:
    """An App's private key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(encoding, form, serialization.NoEncryption()).decode()


@pytest.fixture
def calls() -> list[tuple[str, str]]:
    """What homebot counts as calls."""
    return []


@pytest.fixture
def budgets() -> list[tuple[int | None, int]]:
    """What homebot hears of its budget."""
    return []


@pytest.fixture
def github(wire: Wire, private_key: str, calls: list[tuple[str, str]], budgets: list[tuple[int | None, int]]) -> GitHub:
    """GitHub as the App sees it: each token it gets is a new one (`ghs_secret1`, `ghs_secret2`, ...)."""
    numbers = count(1)

    def mint(seen: Seen) -> Reply:
        ends = datetime.now(UTC) + timedelta(hours=1)
        return Reply(201, {"token": f"ghs_secret{next(numbers)}", "expires_at": f"{ends:%Y-%m-%dT%H:%M:%SZ}"})

    wire.on("POST", f"/app/installations/{INSTALLATION}/access_tokens", mint)
    wire.on("GET", "/app", Reply(200, {"slug": "homebot"}))
    return GitHub(
        wire.url,
        Credentials(app_id=1, private_key=private_key),
        on_call=lambda kind, operation: calls.append((kind, operation)),
        on_budget=lambda installation, remaining: budgets.append((installation, remaining)),
    )


@pytest.fixture
def client(github: GitHub) -> Iterator[Client]:
    """One job of the installation."""
    with github.job("acme/ledgerd", INSTALLATION) as job:
        yield job


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The company, once for all tests; each makes repositories of its own."""
    root: Path = tmp_path_factory.mktemp("github")
    with sandbox(root) as box:
        yield found(box)


@pytest.fixture
def company(founded: Company) -> Iterator[Company]:
    """The company without faults."""
    founded.box.clear_faults()
    founded.box.calls(clear=True)
    yield founded
    founded.box.clear_faults()
