"""What a command knows of the register."""

from dataclasses import dataclass

from homebot.core.register.names import LETTERS, number_in
from homebot.core.register.record import Record


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """`records` are those of the pull request or issue, those that are open on its services, and those a command names;
    `listed` are what a question asked for, `cut` how many more there are. `next_number` is the next decision's."""

    records: tuple[Record, ...] = ()
    next_number: int = 1
    listed: tuple[Record, ...] = ()
    cut: int = 0
    note: str = ""
    """What is to be said of the service that is asked about, in Markdown."""

    def find(self, text: str) -> Record | None:
        """The decision that somebody calls `D12`, `d12` or `12`; a wrong letter finds none."""
        found = number_in(text)
        if found is None:
            return None
        letter, number = found
        record = next((one for one in self.records if one.number == number), None)
        return record if record is not None and letter in ("", LETTERS[record.kind]) else None


NO_REGISTER = RegisterFacts()
