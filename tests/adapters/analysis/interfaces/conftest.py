from collections.abc import Iterator

import pytest

from homebot.adapters.analysis.interfaces.reader import InterfaceReader


@pytest.fixture(scope="module")
def reader() -> Iterator[InterfaceReader]:
    found = InterfaceReader(1)
    yield found
    found.close()
