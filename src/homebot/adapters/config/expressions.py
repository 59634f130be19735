"""Expressions of OWNERS filters, as Prow takes them: RE2, whose time grows with the path and never explodes."""

from homebot.core.catalogues.owners_files import Search


def expression(pattern: str) -> Search | str:
    """The expression ready to search in a path, or why it is none."""
    raise NotImplementedError
