"""Declared edges, each with its place."""

from homebot.adapters.config.homebot_yml import read_words
from homebot.adapters.config.yaml_source import documents
from homebot.core.catalogues import backstage
from homebot.core.catalogues.owners_files import Aliases
from homebot.core.declared import edges
from homebot.core.repository_catalogue import in_force, join
from homebot.core.repository_files import RepositoryFiles, said_in
from tests import build

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
spec:
  owner: video
  {more}
"""


def files(own: str = "", catalog: str = "") -> RepositoryFiles:
    words = read_words(own.encode()).settings if own else ()
    read = backstage.read(documents("catalog-info.yaml", catalog.encode())) if catalog else None
    return said_in(words, read, None, None, Aliases())


def found(said: dict[str, RepositoryFiles]) -> list[str]:
    services = (
        build.service("ledgerd", "payments"),
        build.service("player", "video", "acme/player", consumes=("ledgerd",)),
        build.service("shop", "checkout", "acme/shop"),
    )
    whole = build.directory(services=services)
    for repository, one in said.items():
        whole = in_force(whole, join(whole, one, repository, build.NOW.date()))
    return [f"{one.consumer} {one.how} {one.provider} {one.repository}:{one.place}" for one in edges(whole, said)]


def test_the_catalogue_says_what_it_consumes() -> None:
    assert found({}) == ["player consumes ledgerd :services.yaml:3:1"]


def test_the_own_file_says_so_at_its_own_place() -> None:
    said = {"acme/shop": files("mode: observe\nconsumes: [ledgerd]\n")}
    assert found(said)[1:] == ["shop consumes ledgerd acme/shop:.homebot.yml:2:11"]


def test_components_and_apis_are_services_by_their_names() -> None:
    said = {
        "acme/ledgerd": files(catalog=COMPONENT.format(name="Ledgerd", more="providesApis: [books]")),
        "acme/shop": files(
            catalog=COMPONENT.format(
                name="front", more="dependsOn: ['component:ledgerd', 'component:none', 'resource:x', 'component:front']"
            )
        ),
        "acme/player": files(catalog=COMPONENT.format(name="player", more="consumesApis: [books]")),
    }
    assert found(said) == [
        "player consumes ledgerd :services.yaml:3:1",
        "player consumesApis ledgerd acme/player:catalog-info.yaml:6:18",
        "shop dependsOn ledgerd acme/shop:catalog-info.yaml:6:15",
    ]
