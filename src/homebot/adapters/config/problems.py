"""What is wrong in a configuration, where, and what to do about it."""

from dataclasses import dataclass, field

from homebot.core.directory import Place

MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. It reads `config/services.yaml:12:5: unknown key "repositry"; did you mean "repository"?`."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}; {self.hint}" if self.hint else f"{self.place}: {self.message}"


@dataclass(slots=True)
class Problems:
    """Problems as they are found; the first thousand are kept and the rest counted."""

    found: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        self.count += 1
        if self.count <= MOST_PROBLEMS:
            self.found.append(problem)

    def in_order(self) -> tuple[Problem, ...]:
        """By place. When some were left out, the last one says how many."""
        ordered = sorted(self.found, key=lambda problem: (problem.place.file, problem.place.line, problem.place.column))
        left_out = self.count - len(ordered)
        if left_out:
            ordered.append(Problem(ordered[-1].place, f"and {left_out} more problems", "mend these first"))
        return tuple(ordered)
