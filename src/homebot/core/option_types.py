"""Kinds of option values that are more than plain text: the configuration reader knows them and refuses bad ones."""

from typing import Annotated, NewType, TypeAlias

Expression = NewType("Expression", str)
"""A regular expression in RE2's syntax."""
Glob: TypeAlias = Annotated[str, "path pattern"]
"""A pattern of paths in gitignore's manner, for `homebot.core.paths`."""
