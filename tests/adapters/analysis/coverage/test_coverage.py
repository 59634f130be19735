"""Coverage reports: what is read in them, which files they mean, what they say of added lines."""

import gzip
import zlib
from collections.abc import Callable, Iterator

import pytest

from homebot.adapters.analysis.coverage.coverage import (
    CoverageReader,
    Named,
    Report,
    Reports,
    Unreadable,
    cover,
    decoded,
)
from homebot.adapters.analysis.coverage.paths import located
from homebot.adapters.git.added import AddedText, Additions
from homebot.core.coverage import FileCoverage

COBERTURA = b"""<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://example.com/xml/coverage-04.dtd">
<coverage line-rate="0.5" version="7.6">
  <sources><source>/home/ci/work/ledgerd/ledgerd/src</source></sources>
  <packages><package name="ledger"><classes>
    <class name="close.py" filename="ledger/close.py">
      <methods><method name="settle"><lines><line number="2" hits="0"/></lines></method></methods>
      <lines>
        <line number="1" hits="1"/><line number="2" hits="3" branch="true" condition-coverage="50% (1/2)"/>
        <line number="4" hits="0"/>
      </lines>
    </class>
    <class name="Inner" filename="ledger/close.py"><lines><line number="4" hits="0"/><line number="9" hits="1"/></lines>
    </class>
  </classes></package></packages>
</coverage>
"""
LCOV = b"""TN:unit
SF:/home/ci/work/ledgerd/ledgerd/src/ledger/close.py
FN:1,settle
DA:1,1
DA:2,3,abcdef
DA:4,0
DA:9,1
LF:4
end_of_record
"""
READ = [["ledger/close.py", [1, 1, 7], [4]]]


@pytest.fixture(scope="module")
def reader() -> Iterator[CoverageReader]:
    found = CoverageReader(1, seconds=240.0)
    yield found
    found.close()


def read(reader: CoverageReader, upload: bytes) -> Report | Unreadable:
    return decoded(reader.read(upload))


def lines(report: Report | Unreadable) -> list[list[object]]:
    assert isinstance(report, Report)
    return [[name, _numbers(covered), _numbers(missed)] for name, covered, missed in report.files]


def _numbers(packed: object) -> list[int]:
    return [int(number) for number in bytes(packed).strip(b"[]").split(b",") if number]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "upload",
    [
        COBERTURA,
        b"\xef\xbb\xbf" + COBERTURA,
        b"\n " + COBERTURA.partition(b"?>")[2],
        COBERTURA.decode().replace('<?xml version="1.0" ?>', "").encode("utf-16"),
        gzip.compress(COBERTURA),
        gzip.compress(COBERTURA[:100]) + gzip.compress(COBERTURA[100:]),
        zlib.compress(COBERTURA),
        zlib.compress(COBERTURA, 1),
    ],
)
def test_a_cobertura_report_however_it_is_written(reader: CoverageReader, upload: bytes) -> None:
    report = read(reader, upload)
    assert lines(report) == READ
    assert isinstance(report, Report)
    assert (report.format, report.lines, report.covered) == ("cobertura", 4, 3)
    assert report.sources == ("/home/ci/work/ledgerd/ledgerd/src",)


@pytest.mark.parametrize(
    "upload", [LCOV, LCOV.replace(b"\n", b"\r\n"), gzip.compress(LCOV), LCOV.removeprefix(b"TN:unit\n")]
)
def test_an_lcov_report(reader: CoverageReader, upload: bytes) -> None:
    report = read(reader, upload)
    assert lines(report) == [["/home/ci/work/ledgerd/ledgerd/src/ledger/close.py", [1, 1, 7], [4]]]
    assert isinstance(report, Report)
    assert (report.format, report.sources, report.lines, report.covered) == ("lcov", (), 4, 3)


def test_what_ran_in_one_mention_ran_and_odd_counts_are_read(reader: CoverageReader) -> None:
    upload = b"SF:a.c\nDA:1,0\nDA:2,-1\nDA:3,1e3\nDA:0,1\nend_of_record\nDA:9,9\nSF:a.c\nDA:1,5\nend_of_record\n"
    assert lines(read(reader, upload)) == [["a.c", [1, 2], [2]]]


def entity_bomb() -> bytes:
    entities = b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (number, number - 1, number - 1) for number in range(1, 60))
    return b'<!DOCTYPE coverage [<!ENTITY a0 "ha">' + entities + b"]><coverage>&a59;</coverage>"


def defaults_bomb() -> bytes:
    default = b'<!DOCTYPE coverage [<!ATTLIST line x CDATA "' + b"x" * 100_000 + b'">]><coverage>'
    return default + b"<line/>" * 100_000 + b"</coverage>"


def repeated(start: bytes, more: bytes, times: int) -> bytes:
    """Much, packed, and never whole in here."""
    packer = zlib.compressobj(1)
    parts = [packer.compress(start), *(packer.compress(more) for _ in range(times)), packer.flush()]
    return b"".join(parts)


def classes(body: bytes) -> bytes:
    return b"<coverage><class filename='a.py'>" + body + b"</class></coverage>"


HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "nothing": (b"", "it is empty"),
    "not a report": (b"%PDF-1.7", "neither Cobertura XML nor lcov"),
    "another tool's": (b"<report name='jacoco'/>", "its root is <report>"),
    "nothing measured": (b"<coverage><packages/></coverage>", "measures no line"),
    "cut short": (COBERTURA[:300], "not well-formed XML"),
    "gzip cut short": (gzip.compress(COBERTURA)[:-20], "its end is missing"),
    "gzip broken": (gzip.compress(COBERTURA)[:12] + b"\xff" * 40, "cannot be unpacked"),
    "entity bomb": (entity_bomb(), "its document type declares things of its own"),
    "defaults bomb": (defaults_bomb, "its document type declares things of its own"),
    "file entity": (
        b'<!DOCTYPE coverage [<!ENTITY e SYSTEM "file:///etc/passwd">]><coverage>&e;</coverage>',
        "its document type declares things of its own",
    ),
    "unknown entity": (b"<coverage>&nothing;</coverage>", "not well-formed XML"),
    "strange encoding": (b'<?xml version="1.0" encoding="cp037"?><coverage/>', "encoding"),
    "no numbers": (classes(b"<line number='one' hits='1'/>"), "numbers are needed"),
    "long number": (classes(b"<line number='" + b"9" * 100_000 + b"' hits='1'/>"), "numbers are needed"),
    "no hits": (classes(b"<line number='1'/>"), "numbers are needed"),
    "half a gigabyte": (lambda: repeated(b"<coverage>", b" " * 1024, 500 << 10), "larger than 256 MiB when unpacked"),
    "half a gigabyte of lcov": (
        lambda: repeated(b"SF:a\n", b"DA:1,1\n" * 1024, 70 << 10),
        "more than 10,000,000 times",
    ),
    "an endless line": (b"SF:" + b"x" * (1 << 20), "a line of more than 65,536 bytes"),
    "a long name": (b"SF:" + b"x" * 2_000 + b"\nDA:1,1\n", "a file of 2,000 characters"),
    "too many files": (
        lambda: b"".join(b"SF:%d\nDA:1,1\n" % number for number in range(50_001)),
        "more than 50,000 files",
    ),
    "too many letters": (lambda: b"".join(b"SF:%01000d\n" % number for number in range(9_000)), "letters to name them"),
    "too many lines": (
        lambda: zlib.compress(b"SF:a\n" + b"".join(b"DA:%d,1\n" % number for number in range(1, 3_000_100)), 1),
        "more than 3,000,000 lines",
    ),
}  # fmt: skip
"""What is large is made when it is asked for: every process that runs tests reads this table."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_report_ends_with_the_reason(reader: CoverageReader, name: str) -> None:
    upload, reason = HOSTILE[name]
    found = read(reader, upload() if callable(upload) else upload)
    assert isinstance(found, Unreadable)
    assert reason in found.error
    assert lines(read(reader, COBERTURA)) == READ, "the next one is read as ever"


@pytest.mark.parametrize("body", [b"<a>" * 500_000, b"<a " + b"x='1' " * 10 + b"/>" * 9, b"<!--" + b"-x" * 1_000_000])
def test_a_tangle_is_refused(reader: CoverageReader, body: bytes) -> None:
    assert isinstance(read(reader, b"<coverage>" + body), Unreadable)


def test_lines_far_out_are_left_out(reader: CoverageReader) -> None:
    assert lines(read(reader, b"SF:a\nDA:10000001,1\nDA:-3,1\nDA:7,1\n")) == [["a", [7], []]]


def tree(*paths: str) -> frozenset[str]:
    return frozenset(paths)


CI = "/home/runner/work/homebot/homebot"


@pytest.mark.parametrize(
    ("sources", "names", "files", "expected"),
    [
        ((), ["a/b.py"], tree("a/b.py", "b.py"), {"a/b.py": "a/b.py"}),
        ((), ["./a/../a/b.py"], tree("a/b.py"), {"./a/../a/b.py": "a/b.py"}),
        ((), ["/build/a/b.py"], tree("a/b.py"), {"/build/a/b.py": "a/b.py"}),
        ((), ["C:\\agent\\src\\A.cs"], tree("src/A.cs"), {"C:\\agent\\src\\A.cs": "src/A.cs"}),
        (("C:\\agent\\",), ["src\\A.cs"], tree("src/A.cs"), {"src\\A.cs": "src/A.cs"}),
        (("/w/src/pkg",), ["x.py", "sub/y.py"], tree("src/pkg/x.py", "src/pkg/sub/y.py", "x.py"),
         {"x.py": "src/pkg/x.py", "sub/y.py": "src/pkg/sub/y.py"}),
        (("/w/repo",), ["/w/repo/src/x.py"], tree("src/x.py"), {"/w/repo/src/x.py": "src/x.py"}),
        ((), ["src/a.ts"], tree("web/src/a.ts"), {"src/a.ts": "web/src/a.ts"}),
    ],
)  # fmt: skip
def test_a_file_is_found_from_wherever_the_report_was_made(
    sources: tuple[str, ...], names: list[str], files: frozenset[str], expected: dict[str, str]
) -> None:
    assert located(sources, names, files) == expected


@pytest.mark.parametrize(
    ("sources", "names", "files"),
    [
        ((), ["m.py"], tree("a/m.py", "b/m.py")),
        ((), ["/w/homebot/m.py"], tree("m.py", "homebot/m.py")),
        (("/w/src", "/w/lib"), ["m.py"], tree("src/m.py", "lib/m.py")),
        ((), ["", "/usr/lib/json.py", "../../etc/passwd"], tree("a.py")),
    ],
)
def test_a_name_in_doubt_means_no_file(sources: tuple[str, ...], names: list[str], files: frozenset[str]) -> None:
    assert located(sources, names, files) == {}


def test_the_report_as_a_whole_says_where_it_was_made() -> None:
    files = tree("setup.py", "homebot/setup.py", "homebot/a.py", "site.py", "homebot/b.py")
    names = [f"{CI}/setup.py", f"{CI}/homebot/setup.py", f"{CI}/homebot/a.py", f"{CI}/homebot/b.py"]
    assert located((), names, files) == {name: name.removeprefix(f"{CI}/") for name in names}
    many = [f"{CI}/homebot/m{number}.py" for number in range(30)]
    library = "/usr/lib/python3/site.py"
    files |= {name.removeprefix(f"{CI}/") for name in many}
    assert library not in located((), [*many, library], files)
    assert library in located((), [library], files), "alone, it is all there is to go by"


def test_one_of_several_packages_has_its_own_folder() -> None:
    files = tree("a/src/x.ts", "a/src/index.ts", "b/src/index.ts")
    assert located((), ["src/x.ts", "src/index.ts"], files)["src/index.ts"] == "a/src/index.ts"


def test_fifty_thousand_files_of_hostile_names_end() -> None:
    names = ["x/" * 500 + f"m{number}.py" for number in range(8_000)]
    assert located((), names, frozenset(f"a/m{number}.py" for number in range(50_000))) == {}


def report(*files: tuple[str, str]) -> Report | Unreadable:
    """A report of files as `1+ 2- 3+`: which lines ran and which did not."""
    texts = []
    for name, words in files:
        data = "".join(f"DA:{word[:-1]},{int(word[-1] == '+')}\n" for word in words.split())
        texts.append(f"SF:{name}\n{data}end_of_record\n")
    from homebot.adapters.analysis.coverage import reader

    return decoded(reader.answer("".join(texts).encode()))


def added(path: str, *numbers: int) -> AddedText:
    return AddedText(path, tuple((number, b"") for number in numbers))


def test_only_added_lines_count_and_places_are_merged() -> None:
    said = report(("/w/a.py", "1+ 2- 3- 6- 8+ 9- 20- 30-"))
    found = cover(
        Reports((Named("unit", said),), "s"), ["a.py"], Additions((added("a.py", 1, 2, 3, 4, 5, 6, 8, 9, 20),))
    )
    assert found.files == (FileCoverage("a.py", 7, 2, ((2, 6), (9, 9), (20, 20))),)
    assert (found.reports, found.stamp, found.unlisted, found.foreign) == (("unit",), "s", (), 0)


def test_reports_are_one_union() -> None:
    unit, end = report(("a.py", "1+ 2- 3-")), report(("/x/a.py", "2+ 3- 4-"), ("/usr/b.py", "1+"))
    found = cover(Reports((Named("unit", unit), Named("end", end))), ["a.py"], Additions((added("a.py", 1, 2, 3, 4),)))
    assert found.files == (FileCoverage("a.py", 4, 2, ((3, 4),)),)
    assert (found.reports, found.foreign) == (("unit", "end"), 1)


def test_a_file_no_report_knows_is_named_when_its_kind_is_measured() -> None:
    change = Additions((added("a.py", 1), added("new.py", 1, 2), added("x.ts", 1)), left_out=("huge.py",))
    found = cover(Reports((Named("unit", report(("a.py", "1+"))),)), ["a.py", "new.py", "x.ts"], change)
    assert found.unlisted == (("new.py", 2),)
    assert found.left_out == ("huge.py",)


def test_places_are_cut_with_a_count() -> None:
    words = " ".join(f"{number * 2}- {number * 2 + 1}+" for number in range(1, 101))
    files = [f"m{number}.py" for number in range(60)]
    said = Reports((Named("unit", report(*((name, words) for name in files))),))
    found = cover(said, files, Additions(tuple(added(name, *range(1, 300)) for name in files)))
    assert [len(file.missed) + file.missed_cut for file in found.files] == [100] * 60
    assert (len(found.files[0].missed), sum(len(file.missed) for file in found.files)) == (50, 2_000)


def test_an_unreadable_report_is_a_fact_beside_the_others() -> None:
    said = Reports((Named("bad", Unreadable("it is empty")), Named("good", report(("a.py", "1-")))))
    found = cover(said, ["a.py"], Additions((added("a.py", 1),)))
    assert (found.reports, found.unreadable) == (("good",), (("bad", "it is empty"),))
