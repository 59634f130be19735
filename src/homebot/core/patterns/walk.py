"""The way from the root to a folder through a tree of rules, with what was learnt on it remembered up to a limit."""

from homebot.core.patterns.tree import Place, State, opened

Folder = tuple[int, dict[str, int], State]
"""The highest rule that covers all in the folder (-1: none), what is known about names in it, and what is open."""


class Walk:
    """A memory of folders and names. `limit` counts folders, names and open places; beyond it all are forgotten."""

    def __init__(self, root: Place, limit: int) -> None:
        self._root = root
        self._limit = limit
        self._spent = 0
        self._states: dict[frozenset[Place], State] = {}
        self.folders: dict[str, Folder] = {}
        """By the folder's path; the root is the empty text. `folder` fills it."""

    def folder(self, path: str) -> Folder:
        """What is known about a folder that is not among `folders` yet."""
        self._spend(1)
        below, state = self._root.below, self._state(opened([self._root]))
        for name in path.split("/") if path else ():
            after = state.folders.get(name)
            if after is None:
                self._spend(1)
                places, covered = state.folder(name)
                after = state.folders[name] = (self._state(places), covered)
            state = after[0]
            below = max(below, after[1])
        found = self.folders[path] = (below, state.names, state)
        return found

    def name(self, state: State, name: str) -> int:
        """The highest rule for a file of this name that `state.names` does not know yet; -1 when none covers it."""
        self._spend(1)
        found = state.names[name] = state.name(name)
        return found

    def _state(self, places: frozenset[Place]) -> State:
        state = self._states.get(places)
        if state is None:
            self._spend(len(places))
            state = self._states[places] = State(places)
        return state

    def _spend(self, count: int) -> None:
        self._spent += count
        if self._spent > self._limit:
            self._spent = count
            self._states.clear()
            self.folders.clear()
