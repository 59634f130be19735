"""Languages whose functions are counted, and how their files are told apart: by suffix, case aside."""

from typing import Literal, get_args

Language = Literal[
    "c", "cpp", "csharp", "erlang", "fortran", "gdscript", "go", "java", "javascript", "kotlin", "lua", "objc",
    "perl", "php", "plsql", "python", "r", "ruby", "rust", "scala", "solidity", "swift", "ttcn", "typescript", "vue",
    "zig",
]  # fmt: skip
"""Their names in configuration."""

LANGUAGES: tuple[Language, ...] = get_args(Language)

_SUFFIXES: dict[Language, str] = {
    "c": "c h",
    "cpp": "cpp cc cxx c++ hh hpp hxx h++ inl ipp tpp txx cu cuh ino",
    "csharp": "cs",
    "erlang": "erl hrl escript",
    "fortran": "f f70 f90 f95 f03 f08 for ftn fpp",
    "gdscript": "gd",
    "go": "go",
    "java": "java",
    "javascript": "js cjs mjs jsx",
    "kotlin": "kt kts",
    "lua": "lua",
    "objc": "m mm",
    "perl": "pl pm",
    "php": "php phtml",
    "plsql": "pks pkb pls plb pck",
    "python": "py",
    "r": "r",
    "ruby": "rb rake gemspec",
    "rust": "rs",
    "scala": "scala sc",
    "solidity": "sol",
    "swift": "swift",
    "ttcn": "ttcn ttcnpp",
    "typescript": "ts mts cts tsx",
    "vue": "vue",
    "zig": "zig",
}
_LANGUAGES: dict[str, Language] = {
    suffix: language for language, suffixes in _SUFFIXES.items() for suffix in suffixes.split()
}


def suffix_of(path: str) -> str:
    """What follows the last dot of a file's name, in lower case; nothing for a name without a dot."""
    return path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""


def language_of(path: str) -> Language | None:
    """The language a path's suffix says; `None` when its functions are not counted. `.pyi` holds no code."""
    return _LANGUAGES.get(suffix_of(path))


def suffixes(language: Language) -> tuple[str, ...]:
    """The suffixes of a language's files, without their dots."""
    return tuple(_SUFFIXES[language].split())
