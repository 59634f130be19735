"""SPDX, JSON and tag-value."""

import pytest

from tests.core.manifests.reading import Row, problems, provided, read, rows

JSON = """{
 "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT",
 "packages": [
  {"SPDXID": "SPDXRef-shop", "name": "shop", "versionInfo": "1.0.0", "externalRefs": [
   {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/shop@1.0.0"}]},
  {"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "NOASSERTION", "externalRefs": [
   {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:a"},
   {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/A"}]},
  {"SPDXID": "SPDXRef-b", "name": "b", "versionInfo": "2.0", "externalRefs": [
   {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/b"}]},
  {"SPDXID": "SPDXRef-c", "name": "c", "externalRefs": [
   {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/c@3"}]},
  {"SPDXID": "SPDXRef-d", "name": "d"}],
 "relationships": [
  {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-shop"},
  {"spdxElementId": "SPDXRef-shop", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-a"},
  {"spdxElementId": "SPDXRef-b", "relationshipType": "DEV_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-shop"},
  {"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-c"}]
}"""

TAGS = """SPDXVersion: SPDX-2.3
DocumentComment: <text>many
PackageName: not-one
</text>
# the shop
PackageName: shop
SPDXID: SPDXRef-shop
PackageVersion: 1.0.0
ExternalRef: PACKAGE-MANAGER purl pkg:npm/shop@1.0.0

PackageName: a
SPDXID: SPDXRef-a
PackageVersion: NOASSERTION
ExternalRef: SECURITY cpe23Type cpe:2.3:a:a
ExternalRef: PACKAGE-MANAGER purl pkg:npm/A
PackageName: b
SPDXID: SPDXRef-b
PackageVersion: 2.0
ExternalRef: PACKAGE-MANAGER purl pkg:npm/b
PackageName: c
SPDXID: SPDXRef-c
ExternalRef: PACKAGE-MANAGER purl pkg:npm/c@3
PackageName: d
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-shop
Relationship: SPDXRef-shop DEPENDS_ON SPDXRef-a
Relationship: SPDXRef-b DEV_DEPENDENCY_OF SPDXRef-shop
Relationship: SPDXRef-a DEPENDS_ON SPDXRef-c
"""


def expected(a: int, b: int, c: int) -> list[Row]:
    return [
        ("npm/a", "", "", "runtime", True, a),
        ("npm/b", "2.0", "2.0", "development", True, b),
        ("npm/c", "3", "3", "runtime", False, c),
    ]


@pytest.mark.parametrize(
    ("path", "text", "line", "wanted"),
    [("app.spdx.json", JSON, 5, expected(8, 10, 12)), ("app.spdx", TAGS, 9, expected(15, 19, 22))],
)
def test_a_document_in_both_syntaxes(path: str, text: str, line: int, wanted: list[Row]) -> None:
    found = read(path, text)
    assert provided(found) == [("npm/shop", "1.0.0", line)]
    assert rows(found) == wanted
    assert problems(found) == []


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("a.spdx.json", "{}", (1, "it is no SPDX of version 2: it has no spdxVersion")),
        ("a.spdx", "PackageName: a", (1, "it is no SPDX of version 2: it has no SPDXVersion")),
        ("a.spdx", "SPDXVersion: 2\n\nwhat", (3, '"what" is no tag with a value')),
        (
            "a.spdx",
            "SPDXVersion: 2\nPackageName: a\nExternalRef: PACKAGE-MANAGER purl x",
            (3, '"x" is no package URL'),
        ),
        ("a.spdx.json", '{"spdxVersion": 2,\n"packages": {}}', (2, "packages: expected a list, found a mapping")),
        (
            "a.spdx.json",
            '{"spdxVersion": 2,\n"packages": [1]}',
            (2, "packages: expected a mapping, found the number 1"),
        ),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(path: str, text: str, problem: tuple[int, str]) -> None:
    assert problems(read(path, text)) == [problem]
