"""A repository to fetch from, and where mirrors are kept."""

from pathlib import Path

import pytest

from homebot.adapters.git.mirror import Mirrors
from tests.adapters.git.remote import Remote


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote" / "acme" / "ledgerd.git")


@pytest.fixture
def mirrors(tmp_path: Path) -> Mirrors:
    return Mirrors(tmp_path / "mirrors", 1 << 30)
