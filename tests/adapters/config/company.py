"""A small company in three texts, to be broken in one place at a time."""

from homebot.adapters.config import Loaded, load_texts
from homebot.core.directory import Directory

ORG = """\
version: 1
entities:
  company: {}
  retail: {parent: company}
teams:
  payments: {entity: retail, members: [alice, bob], owners: [alice], since: 2024-01-01}
  checkout: {entity: retail, members: [carol], owners: [carol]}
"""

SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd}
  shop: {owner: checkout, repository: acme/shop}
"""


def loaded(org: str = ORG, services: str = SERVICES, **others: str) -> Loaded:
    """The company loaded; `others` are further files by name without `.yaml`."""
    more = [(f"config/{name}.yaml", text) for name, text in others.items()]
    return load_texts([("config/org.yaml", org), ("config/services.yaml", services), *more])


def problems(org: str = ORG, services: str = SERVICES, **others: str) -> list[str]:
    return [str(problem) for problem in loaded(org, services, **others).problems]


def directory(org: str = ORG, services: str = SERVICES, **others: str) -> Directory:
    """The directory; fails with the problems if there are any."""
    found = loaded(org, services, **others)
    assert found.directory is not None, [str(problem) for problem in found.problems]
    return found.directory
