"""Configuration files: typed, every error with file, line, column and the nearest valid name (SPEC 3)."""

from homebot.adapters.config.load import FILES, Loaded, digest, load, load_texts
from homebot.adapters.config.problems import Problem
from homebot.adapters.config.remote import RemoteFolder, remote_folder
from homebot.adapters.config.watch import Configuration, ConfigurationError

__all__ = [
    "FILES",
    "Configuration",
    "ConfigurationError",
    "Loaded",
    "Problem",
    "RemoteFolder",
    "digest",
    "load",
    "load_texts",
    "remote_folder",
]
