"""Against what an override stands."""

import pytest

from homebot.core.overrides.standing import stands_against
from homebot.core.register.record import Record
from tests.core.overrides.records import bypassed, decision, merged, overridden, then

SILENT = ("asked", "passed-on", "exhausted")


@pytest.mark.parametrize(
    ("override", "acts", "stands"),
    [
        pytest.param(overridden(), ("recommended-against",), True, id="against an answer"),
        pytest.param(overridden(), ("recommended-against", "recommended-for"), False, id="they think otherwise now"),
        pytest.param(overridden(), SILENT, False, id="nobody answered again"),
        pytest.param(overridden(decision(*SILENT)), SILENT, True, id="against silence"),
        pytest.param(overridden(decision(*SILENT)), (*SILENT, "asked"), True, id="somebody is asked once more"),
        pytest.param(overridden(decision(*SILENT)), ("recommended-against",), False, id="now against it"),
        pytest.param(then(overridden(), "fallen"), ("recommended-against",), False, id="it fell"),
        pytest.param(then(merged(overridden()), "regretted"), ("recommended-against",), True, id="it was merged with"),
        pytest.param(bypassed(), ("recommended-against",), False, id="a merge past the rules is none"),
        pytest.param(overridden(decision(number=3)), ("recommended-against",), False, id="against another decision"),
    ],
)  # fmt: skip
def test_it_stands_as_long_as_there_is_something_to_go_against(
    override: Record, acts: tuple[str, ...], stands: bool
) -> None:
    assert stands_against(override, decision(*acts)) is stands
