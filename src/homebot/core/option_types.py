"""Kinds of option values that are more than plain text: the configuration reader knows them and refuses bad ones."""

from typing import NewType

Expression = NewType("Expression", str)
"""A regular expression in RE2's syntax."""
