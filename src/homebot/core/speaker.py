"""Who said something: two words count as two only where two people said them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person as GitHub told of them: the `login` they had then, and their number (`id`), which stays when they rename
    themselves; 0 where it is not known."""

    login: str
    id: int = 0

    def is_same(self, other: "Speaker") -> bool:
        """Whether both are one person: by their numbers where both are known, else by their logins."""
        return self.id == other.id if self.id and other.id else self.login == other.login
