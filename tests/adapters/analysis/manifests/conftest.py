"""What reads manifests."""

from collections.abc import Iterator

import pytest

from homebot.adapters.analysis.manifests.manifests import ManifestReader


@pytest.fixture(scope="module")
def reader() -> Iterator[ManifestReader]:
    found = ManifestReader(1)
    yield found
    found.close()
