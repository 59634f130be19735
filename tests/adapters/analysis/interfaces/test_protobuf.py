"""What protobuf files promise, read in the limited child."""

import pytest

from homebot.adapters.analysis.interfaces.reader import InterfaceReader
from tests.adapters.analysis.interfaces.breaking import broken, read

WHOLE = """\
syntax = "proto3"; // a comment { with braces
package acme.v1;
import public "google/protobuf/timestamp.proto";
option java_package = "x;y";
option (acme.all) = { a: "}" b { c: 1 } };
/* message Not { */
message Money {
  reserved 4, 5 to 9; reserved "old", 'older';
  string currency = 1 [(rules).string = {min_len: 3, pattern: "[{"}, deprecated = true];
  map<string, .acme.v1.Money> parts = 3;
  oneof kind { string a = 10; Inner b = 11; }
  enum State { option allow_alias = true; UNKNOWN = 0; NEGATIVE = -1 [deprecated = true]; }
  message Inner { repeated int32 x = 1; }
  optional group Result = 12 { required string url = 1; }
  string message = 13; string option = 14; bool package = 15; State reserved = 16;
  extensions 100 to max;
}
service Ledger {
  option (y) = "z";
  rpc Settle (Money) returns (stream acme.v1.Money) { option (http) = { post: "/v1" body: "*" }; }
  rpc Close(stream Money) returns (other.Thing);
}
extend google.protobuf.FieldOptions { string tag = 50001; }
"""


def test_a_whole_file(reader: InterfaceReader) -> None:
    found = read(reader, "P", WHOLE)
    assert found.error is None
    shown = [f"{one.line} {one.kind} {one.name} {', '.join((*one.gives[:2], *one.needs))}" for one in found.items]
    assert shown == [
        "7 message acme.v1.Money ",
        "9 field acme.v1.Money.currency number 1, type string",
        "10 field acme.v1.Money.parts number 3, type map<string,Money>",
        "11 field acme.v1.Money.a number 10, type string",
        "11 field acme.v1.Money.b number 11, type Inner",
        "12 enum acme.v1.Money.State ",
        "12 value of an enum acme.v1.Money.State.UNKNOWN number 0",
        "12 value of an enum acme.v1.Money.State.NEGATIVE number -1",
        "13 message acme.v1.Money.Inner ",
        "13 field acme.v1.Money.Inner.x number 1, type int32",
        "14 field acme.v1.Money.Result number 12, type group",
        "14 field acme.v1.Money.Result.url number 1, type string, a value",
        "15 field acme.v1.Money.message number 13, type string",
        "15 field acme.v1.Money.option number 14, type string",
        "15 field acme.v1.Money.package number 15, type bool",
        "15 field acme.v1.Money.reserved number 16, type State",
        "18 service acme.v1.Ledger ",
        "20 call acme.v1.Ledger.Settle takes Money, answers stream Money",
        "21 call acme.v1.Ledger.Close takes stream Money, answers other.Thing",
        "23 field extension of google.protobuf.FieldOptions.tag number 50001, type string",
    ]


MESSAGE = "message A { string a = 1; int32 b = 2; }"
SERVICE = "service S { rpc Go (A) returns (B); }"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (MESSAGE, MESSAGE.replace("}", "bool c = 3; }"), []),
        (MESSAGE, "// moved\n" + MESSAGE.replace("string", "\noptional string"), []),
        (MESSAGE, "message B {}" + MESSAGE, []),
        (MESSAGE, "message A { string a = 1; reserved 2; }", [("A.b", "removed", "")]),
        (MESSAGE, "message B { string a = 1; int32 b = 2; }", [("A", "removed", "")]),
        (MESSAGE, "package x; " + MESSAGE, [("A", "removed", "")]),
        (MESSAGE, MESSAGE.replace("= 2", "= 3"), [("A.b", "changed", "no longer: number 2")]),
        (MESSAGE, MESSAGE.replace("int32", "int64"), [("A.b", "changed", "no longer: type int32")]),
        (MESSAGE, MESSAGE.replace("int32", "repeated int32"), [("A.b", "changed", "no longer: single")]),
        (MESSAGE, MESSAGE.replace("int32", "required int32"), [("A.b", "changed", "newly needed: a value")]),
        (
            MESSAGE,
            "message A { oneof x { string a = 1; } int32 b = 2; }",
            [("A.a", "changed", "no longer: in no oneof")],
        ),
        (MESSAGE, "enum A { a = 1; b = 2; }", [("A", "changed", "it was a message and is an enum")]),
        ("enum E { A = 0; B = 1; }", "enum E { A = 0; }", [("E.B", "removed", "")]),
        ("enum E { A = 0; B = 1; }", "enum E { A = 0; B = 2; }", [("E.B", "changed", "no longer: number 1")]),
        ("enum E { A = 0; option = 1; }", "enum E { A = 0; }", [("E.option", "removed", "")]),
        (SERVICE, SERVICE.replace("}", "rpc More (A) returns (B); }"), []),
        (SERVICE, SERVICE.replace("(B);", "(B) { option x = 1; }"), []),
        (SERVICE, "service S {}", [("S.Go", "removed", "")]),
        (SERVICE, SERVICE.replace("(A)", "(stream A)"), [("S.Go", "changed", "no longer: takes A")]),
        (SERVICE, SERVICE.replace("(B)", "(C)"), [("S.Go", "changed", "no longer: answers B")]),
        ("export message A { string a = 1; }", "local message A { string a = 1; }", []),
    ],
)
def test_what_breaks(reader: InterfaceReader, before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    assert broken(reader, "P", before, after) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("message A {", "it ends in the middle of something"),
        ("message A { string a = 1 }", "line 1: a semicolon is missing"),
        ("\n}", "line 2: a block ends that never began"),
        ("message A { string a; }", "line 1: 'string a' is not understood"),
        ("message A { string a = ; }", "is not understood"),
        ("message A { string 1 = 1; }", "'1' is no name"),
        ("message A { § }", "line 1: '§' cannot stand here"),
        ("/* never ends", "cannot stand here"),
        ('message A { string a = 1 [x = "', "cannot stand here"),
        ("service S { rpc Go (A) (B); }", "is not understood"),
        ("service S { string a = 1; }", "is not understood"),
        ("hello;", "is not understood"),
        ("package " + "a." * 200_000 + "b; message A {}", "line 1: it has a name of more than 500 characters"),
        (b"message A { \xff }", "the byte 0xff is not UTF-8"),
        ("message A {" * 100, "nested too deeply"),
        ("message A {" + "".join(f"bool a{number} = {number};" for number in range(20_001)) + "}", "more than 20000"),
        ("{" * 500_000, "nested too deeply"),
        ("option x = " + "{" * 500_000, "it ends in the middle of something"),
    ],
)
def test_what_cannot_be_read_has_a_reason(reader: InterfaceReader, text: str | bytes, reason: str) -> None:
    found = read(reader, "P", text)
    assert found.items == ()
    assert reason in (found.error or ""), found.error


@pytest.mark.parametrize(
    "text",
    ["", "\ufeff", "// nothing", ";;;", "/*" + "*" * 500_000 + "/", "// a\n" * 200_000, "option x = 1;" * 50_000],
)
def test_endless_nothing_is_read_in_time(reader: InterfaceReader, text: str) -> None:
    assert read(reader, "P", text).items == ()
