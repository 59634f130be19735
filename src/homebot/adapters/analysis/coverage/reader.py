"""The analyser of coverage reports, in a child process: an upload in (Cobertura XML or lcov, plain or packed by gzip or
zlib), JSON out: `{"format", "sources", "files", "lines", "covered"}` or `{"error": "why"}`.

Each file is `[name as reported, covered lines, missed lines]`, each line as its distance from the one before it.
A report is read as a stream and never held whole; a document type with declarations of its own, where entities come
from, is refused, and nothing a report points to is ever looked for.
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 25
MAX_UNPACKED = 256 * 1024 * 1024
MAX_FILES = 50_000
MAX_LINES = 3_000_000
MAX_MENTIONS = 10_000_000
MAX_LINE_NUMBER = 10_000_000
MAX_NAME = 1_024
MAX_NAMES = 8_000_000
MAX_SOURCES = 50

_CHUNK = 256 * 1024
_PACKED = (b"\x1f\x8b", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_ANY_HEADER = 47
_XML = (b"<", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf<")
_LCOV = (b"TN:", b"SF:", b"#", b"VER:")
_LONGEST = 64 * 1024


class Unreadable(Exception):
    """Why a report cannot be read, in words for whoever uploaded it."""


class Lines:
    """Which lines of which files ran, as far as it was read."""

    def __init__(self) -> None:
        self.files: dict[str, dict[int, bool]] = {}
        self.sources: list[str] = []
        self._count = 0
        self._named = 0
        self._mentions = 0

    def file(self, name: str) -> dict[int, bool]:
        """The lines of one file; a report may come back to it."""
        if len(name) > MAX_NAME:
            raise Unreadable(f"it names a file of {len(name):,} characters")
        known = self.files.get(name)
        if known is not None:
            return known
        self._named += len(name)
        if len(self.files) >= MAX_FILES or self._named > MAX_NAMES:
            raise Unreadable(f"it names more than {MAX_FILES:,} files, or needs {MAX_NAMES:,} letters to name them")
        return self.files.setdefault(name, {})

    def add(self, lines: dict[int, bool], number: str, hits: str) -> None:
        """One line. What ran once in any of its mentions ran."""
        self._mentions += 1
        if self._mentions > MAX_MENTIONS:
            raise Unreadable(f"it mentions lines more than {MAX_MENTIONS:,} times")
        try:
            line, ran = int(number), float(hits) > 0
        except ValueError:
            raise Unreadable(f"it says that line {number[:20]!r} ran {hits[:20]!r} times; numbers are needed") from None
        if not 0 < line <= MAX_LINE_NUMBER:
            return
        before = len(lines)
        lines[line] = ran or lines.get(line, False)
        self._count += len(lines) - before
        if self._count > MAX_LINES:
            raise Unreadable(f"it measures more than {MAX_LINES:,} lines")

    def answer(self, form: str) -> dict[str, Any]:
        """The report, small."""
        files = [[name, *_split(lines)] for name, lines in sorted(self.files.items()) if lines]
        if not files:
            raise Unreadable(f"it is {form} and measures no line of any file")
        covered = sum(sum(lines.values()) for lines in self.files.values())
        total = {"lines": self._count, "covered": covered}
        return {"format": form, "sources": self.sources, "files": files, **total}


def _split(lines: dict[int, bool]) -> tuple[list[int], list[int]]:
    """Covered and missed lines, in order, as distances."""
    found: tuple[list[int], list[int]] = ([], [])
    last = [0, 0]
    for line in sorted(lines):
        side = 0 if lines[line] else 1
        found[side].append(line - last[side])
        last[side] = line
    return found


class _Cobertura:
    """Cobertura's elements, as the parser meets them."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._depth = 0
        self._file: dict[int, bool] | None = None
        self._source: list[str] | None = None
        self._parser = expat.ParserCreate()
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, chunks: Iterator[bytes]) -> None:
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Unreadable(f"it is not well-formed XML: {error}") from None
        except (LookupError, ValueError, ImportError, OSError):
            # Python would load it from a file, and there are none here.
            raise Unreadable("its XML has an encoding that is not read here; write UTF-8") from None

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            raise Unreadable("its document type declares things of its own (entities, defaults), which is not taken")

    def _entity(self, *_: object) -> None:
        raise Unreadable("it declares entities, which are not taken")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name == "line":
            if self._file is not None:
                self.lines.add(self._file, attributes.get("number", ""), attributes.get("hits", ""))
        elif name == "class":
            self._file = self.lines.file(attributes.get("filename", ""))
        elif name == "source":
            self._source = []
            self._parser.CharacterDataHandler = self._text
        elif self._depth == 1 and name != "coverage":
            raise Unreadable(f"its root is <{name[:40]}>; Cobertura's is <coverage>")

    def _text(self, text: str) -> None:
        if self._source is not None:
            self._source.append(text[:MAX_NAME])
            if len(self._source) > MAX_NAME:
                raise Unreadable("the text of a <source> is too long")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == "class":
            self._file = None
        elif name == "source" and self._source is not None:
            source = "".join(self._source).strip()
            if source and len(source) <= MAX_NAME and len(self.lines.sources) < MAX_SOURCES:
                self.lines.sources.append(source)
            self._source = None
            self._parser.CharacterDataHandler = None


def _lcov(chunks: Iterator[bytes]) -> Lines:
    lines = Lines()
    file: dict[int, bool] | None = None
    for record in _records(chunks):
        kind, _, value = record.partition(b":")
        if kind == b"DA" and file is not None:
            number, _, rest = value.partition(b",")
            lines.add(file, number.decode("latin-1"), rest.partition(b",")[0].decode("latin-1"))
        elif kind == b"SF":
            file = lines.file(value.decode("utf-8", "backslashreplace"))
        elif record == b"end_of_record":
            file = None
    return lines


def _records(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.rstrip(b"\r") for line in whole)
        if len(rest) > _LONGEST:
            raise Unreadable(f"it has a line of more than {_LONGEST:,} bytes")
    yield rest.rstrip(b"\r")


def unpacked(upload: bytes, limit: int) -> Iterator[bytes]:
    """The report in pieces, whatever it is packed in."""
    size = 0
    for chunk in _inflated(upload) if upload.startswith(_PACKED) else _pieces(upload):
        size += len(chunk)
        if size > limit:
            raise Unreadable(f"it is larger than {limit >> 20} MiB when unpacked")
        yield chunk


def _pieces(upload: bytes) -> Iterator[bytes]:
    return (upload[start : start + _CHUNK] for start in range(0, len(upload), _CHUNK))


def _inflated(rest: bytes) -> Iterator[bytes]:
    """Files of gzip may be one after another."""
    while rest:
        stream = zlib.decompressobj(_ANY_HEADER)
        while not stream.eof:
            try:
                chunk = stream.decompress(rest, _CHUNK)
            except zlib.error as error:
                raise Unreadable(f"it cannot be unpacked: {error}") from None
            if not chunk and not stream.eof:
                raise Unreadable("it cannot be unpacked: its end is missing")
            rest = stream.unconsumed_tail
            yield chunk
        rest = stream.unused_data


def read(upload: bytes) -> dict[str, Any]:
    """The report of an upload; raises `Unreadable`."""
    chunks = (chunk for chunk in unpacked(upload, MAX_UNPACKED) if chunk)
    first = next(chunks, b"")
    start = first.lstrip()

    def everything() -> Iterator[bytes]:
        yield start
        yield from chunks

    if start.startswith(_XML):
        cobertura = _Cobertura()
        cobertura.read(everything())
        return cobertura.lines.answer("cobertura")
    if start.startswith(_LCOV):
        return _lcov(everything()).answer("lcov")
    raise Unreadable("it is neither Cobertura XML nor lcov" if first else "it is empty")


def answer(question: bytes) -> bytes:
    """The answer to one upload."""
    try:
        found = read(question)
    except Unreadable as error:
        found = {"error": str(error)}
    return json.dumps(found, separators=(",", ":")).encode()
