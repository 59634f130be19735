"""`pom.xml`: the artifact, its parent, what it asks for; and that nothing outside the file is looked for."""

import pytest

from tests.core.manifests.reading import problems, provided, read, rows

POM = """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent>
    <groupId>com.acme</groupId>
    <artifactId>parent</artifactId>
    <version>7</version>
  </parent>
  <artifactId>shop</artifactId>
  <properties>
    <ledgerd.version>1.4.0</ledgerd.version>
    <both>${ledgerd.version}</both>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency><groupId>com.acme</groupId><artifactId>managed</artifactId><version>3.1</version></dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>com.acme</groupId>
      <artifactId>ledgerd-client</artifactId>
      <version>${both}</version>
    </dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>books</artifactId>
      <version>${project.version}</version></dependency>
    <dependency><groupId>com.acme</groupId><artifactId>managed</artifactId></dependency>
    <dependency><groupId>com.acme</groupId><artifactId>elsewhere</artifactId><version>${unknown}</version></dependency>
    <dependency><groupId>com.acme</groupId><artifactId>ranged</artifactId><version>[1.2,2)</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13</version><scope>test</scope></dependency>
    <dependency><groupId>javax</groupId><artifactId>servlet</artifactId><version>3</version><scope>provided</scope></dependency>
    <dependency><groupId>com.acme</groupId><artifactId>maybe</artifactId><version>1</version><optional>true</optional></dependency>
  </dependencies>
  <profiles>
    <profile><id>x</id><dependencies>
      <dependency><groupId>com.acme</groupId><artifactId>profiled</artifactId><version>1</version></dependency>
    </dependencies></profile>
  </profiles>
</project>
"""


def test_an_artifact() -> None:
    found = read("pom.xml", POM)
    assert provided(found) == [("maven/com.acme/shop", "7", 8)]
    assert rows(found) == [
        ("maven/com.acme/parent", "7", "7", "build", True, 3),
        ("maven/com.acme/ledgerd-client", "1.4.0", "1.4.0", "runtime", True, 19),
        ("maven/com.acme/books", "7", "7", "runtime", True, 24),
        ("maven/com.acme/managed", "3.1", "3.1", "runtime", True, 26),
        ("maven/com.acme/elsewhere", "", "", "runtime", True, 27),
        ("maven/com.acme/ranged", "", "1.2", "runtime", True, 28),
        ("maven/junit/junit", "4.13", "4.13", "development", True, 29),
        ("maven/javax/servlet", "3", "3", "build", True, 30),
        ("maven/com.acme/maybe", "1", "1", "optional", True, 31),
        ("maven/com.acme/profiled", "1", "1", "optional", True, 35),
    ]
    assert problems(found) == []


def dependency(inner: str) -> str:
    return f"<project>\n<dependencies>\n<dependency>{inner}</dependency></dependencies></project>"


BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><project>&b;</project>'
FILE = '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><project/>'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (BOMB, (1, "it declares a document type, which is not taken; remove <!DOCTYPE>")),
        (FILE, (2, "it declares a document type, which is not taken; remove <!DOCTYPE>")),
        ("<html>\n<br></html>", (2, "it is not XML: mismatched tag")),
        ("<html></html>", (1, "its root is <html>; Maven's is <project>")),
        ("<project>\n&x;</project>", (2, "it is not XML: undefined entity")),
        (dependency("<artifactId>a</artifactId>"), (3, '"/a" is no name of a package')),
        (dependency("<groupId>${x}</groupId><artifactId>a</artifactId>"), (3, '"${x}/a" is no name of a package')),
        (
            dependency("<groupId>g</groupId><artifactId>a</artifactId><version>1 2</version>"),
            (3, '"1 2" is no version'),
        ),
        (
            dependency("<groupId>g</groupId><artifactId>a</artifactId><version><x>1</x></version>"),
            (3, "g/a: version: expected text, found a mapping"),
        ),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("pom.xml", text)) == [problem]


def test_properties_that_name_themselves_end() -> None:
    text = "<project><properties><a>${a}${a}${b}</a><b>${a}</b></properties><dependencies><dependency>"
    text += "<groupId>${a}</groupId><artifactId>x</artifactId></dependency></dependencies></project>"
    assert len(problems(read("pom.xml", text))) == 1
