"""CycloneDX, JSON and XML."""

import json

import pytest

from tests.core.manifests.reading import Row, problems, provided, read, rows

JSON = """{
 "bomFormat": "CycloneDX", "specVersion": "1.5",
 "metadata": {"component": {"bom-ref": "root", "name": "shop",
  "purl": "pkg:npm/%40acme/shop@1.0.0"}},
 "components": [
  {"bom-ref": "a", "name": "a", "version": "2.0.0",
   "purl": "pkg:npm/A@2.0.0?x=y#z",
   "components": [
    {"name": "inner", "purl": "pkg:maven/com.acme/inner@1.0"}]},
  {"bom-ref": "b", "name": "b", "version": "3", "scope": "optional",
   "purl": "pkg:pypi/B_b"},
  {"bom-ref": "c", "name": "c", "scope": "excluded",
   "purl": "pkg:docker/acme/base@1.2?repository_url=ghcr.io"},
  {"name": "file.txt", "type": "file"}],
 "dependencies": [{"ref": "root", "dependsOn": ["a", "b"]}, {"ref": "a", "dependsOn": ["c"]}]
}"""

XML = """<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
 <metadata><component bom-ref="root" type="application"><name>shop</name>
  <purl>pkg:npm/%40acme/shop@1.0.0</purl></component></metadata>
 <components><component bom-ref="a" type="library"><name>a</name><version>2.0.0</version>

   <purl>pkg:npm/A@2.0.0?x=y#z</purl>
   <components><component type="library">
    <purl>pkg:maven/com.acme/inner@1.0</purl></component></components></component>
  <component bom-ref="b" type="library"><version>3</version><scope>optional</scope>
   <purl>pkg:pypi/B_b</purl></component>
  <component bom-ref="c" type="container"><scope>excluded</scope>
   <purl>pkg:docker/acme/base@1.2?repository_url=ghcr.io</purl></component>
  <component type="file"><name>file.txt</name></component></components>
 <dependencies><dependency ref="root"><dependency ref="a"/><dependency ref="b"/></dependency>
  <dependency ref="a"><dependency ref="c"/></dependency></dependencies>
</bom>"""

EXPECTED: list[Row] = [
    ("npm/a", "2.0.0", "2.0.0", "runtime", True, 7),
    ("maven/com.acme/inner", "1.0", "1.0", "runtime", False, 9),
    ("pypi/b-b", "3", "3", "optional", True, 11),
    ("docker/ghcr.io/acme/base", "1.2", "1.2", "development", False, 13),
]


@pytest.mark.parametrize(("path", "text"), [("bom.json", JSON), ("app.cdx.json", JSON), ("bom.xml", XML)])
def test_a_bill_in_both_syntaxes(path: str, text: str) -> None:
    found = read(path, text)
    assert provided(found) == [("npm/%40acme/shop", "1.0.0", 4)]
    assert rows(found) == EXPECTED
    assert problems(found) == []


@pytest.mark.parametrize(
    ("path", "text", "line", "reason"),
    [
        ("bom.json", "{}", 1, "it is no CycloneDX"),
        ("sbom.json", '{"spdxVersion": "SPDX-2.3"}', 1, "it is SPDX; name it *.spdx.json"),
        ("bom.json", '{"bomFormat": "CycloneDX",\n"components": 1}', 2, "components: expected a list"),
        ("bom.json", '{"bomFormat": "CycloneDX",\n"components": [1]}', 2, "a component: expected a mapping"),
        ("bom.json", '{"bomFormat": "CycloneDX", "components":\n[{"purl": "x"}]}', 2, '"x" is no package URL'),
        ("bom.xml", "<!DOCTYPE bom><bom/>", 1, "document type"),
        ("bom.xml", "<project/>", 1, "CycloneDX's is <bom>"),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(path: str, text: str, line: int, reason: str) -> None:
    found = problems(read(path, text))
    assert [number for number, _ in found] == [line]
    assert reason in found[0][1]


def test_without_a_graph_nothing_is_known_to_be_direct() -> None:
    found = read("bom.json", json.dumps({"bomFormat": "CycloneDX", "components": [{"purl": "pkg:npm/a@1"}]}))
    assert [row[4] for row in rows(found)] == [False]
