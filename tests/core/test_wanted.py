from homebot.core.directory import StandardSetting
from homebot.core.standards import STANDARDS
from homebot.core.wanted import wanted
from tests import build


def test_each_way_a_standard_is_set_once() -> None:
    strict = (StandardSetting("size", options=(("max_changed_lines", 10),)), StandardSetting("tests"))
    services = (
        build.service("ledgerd", "payments"),
        build.service("vault", "payments", profile="strict"),
        build.service("till", "payments"),
        build.service("clips", "video", "acme/clips", profile="other"),
    )
    profiles = {"default": build.profile(), "strict": strict, "other": (StandardSetting("description"),)}
    directory = build.directory(services=services, profiles=profiles)
    found = wanted(directory, "Acme/Ledgerd")
    assert [options.max_changed_lines for options in found.options("size")] == [800, 10]
    assert found.options("tests") == (STANDARDS["tests"].Options(),)
    assert found.any_of("tests", "secrets")
    assert not wanted(directory, "acme/clips").any_of("tests", "size")


def test_nothing_is_wanted_where_no_service_lives() -> None:
    assert wanted(build.directory(), "acme/nowhere").settings == ()
