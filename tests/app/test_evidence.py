"""Which addresses homebot calls for a command, and what is said of the others."""

from datetime import UTC, datetime

from homebot.adapters.evidence.reader import EvidenceReader
from homebot.app.evidence import MOST_READ, read_data
from homebot.core.deviations.reading import Reading

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Noting(EvidenceReader):
    """Notes what it is asked for, and calls nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def read(self, url: str, at: datetime) -> Reading:
        self.asked.append(url)
        return Reading(url, "a" * 64, at)


def test_only_for_members_each_once_and_not_too_many() -> None:
    reader = Noting()
    shown = [("alice", f"https://ci.example/{number}") for number in range(MOST_READ + 2)]
    shown += [
        ("alice", "https://ci.example/0"),
        ("mallory", "https://ci.example/0"),
        ("mallory", "https://evil.example"),
    ]
    found = read_data(reader, shown, {"alice": True, "mallory": False}, AT)
    assert reader.asked == [f"https://ci.example/{number}" for number in range(MOST_READ)]
    assert [one.url for one in found if one.digest] == reader.asked
    unread = {one.url: one.unread for one in found if one.unread}
    assert unread == {
        "https://ci.example/3": "homebot reads 3 at a time",
        "https://ci.example/4": "homebot reads 3 at a time",
        "https://evil.example": "it is read for members of the organisation only",
    }


def test_nobody_asked_nobody_called() -> None:
    assert read_data(Noting(), [], {}, AT) == ()
