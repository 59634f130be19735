"""The company of the demo: its catalogue, its repositories and the change that checkout wants in payments' service."""

ORGANISATION = "acme"
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "frank", "dana")

ORG = """\
version: 1
entities:
  company: {}
  retail: {parent: company, managers: [dana]}
  media: {parent: company}
teams:
  payments: {entity: retail, members: [alice, bob], owners: [alice], since: 2024-01-01}
  checkout: {entity: retail, members: [carol, dave], owners: [carol], since: 2024-01-01}
  video: {entity: media, members: [erin, frank], owners: [erin], since: 2024-01-01}
"""

SERVICES = """\
version: 1
services:
  ledgerd:
    owner: payments
    repository: acme/ledgerd
    mode: enforce
    profile: python-service
    provides: ["pkg:pypi/acme-ledgerd-client"]
  storefront:
    owner: checkout
    repository: acme/storefront
    mode: enforce
    consumes: [ledgerd]
  player:
    owner: video
    repository: acme/player
    mode: advise
"""

ADOPTERS = SERVICES.replace("    repository:", "    since: 2024-01-01\n    repository:")
"""The same, long in the catalogue: only then can they adopt."""

STANDARDS = """\
version: 1
profiles:
  python-service:
    complexity: {max: 10}
    size: {max_changed_lines: 400, strength: advice}
    tests: {}
    description: {}
"""

CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "standards.yaml": STANDARDS}

LEDGER = '''\
"""Closing a day's books."""


def settle(entries):
    """The balance of each account after `entries`."""
    balances = {}
    for entry in entries:
        balances[entry["account"]] = balances.get(entry["account"], 0) + entry["amount"]
    return balances
'''

LEDGER_TEST = """\
from ledger.close import settle


def test_settle_adds_up():
    assert settle([{"account": "a", "amount": 2}, {"account": "a", "amount": 3}]) == {"a": 5}
"""

TANGLED = '''\
"""Closing a day's books."""


def settle(entries, currency=None, strict=False):
    """The balance of each account after `entries`."""
    balances = {}
    for entry in entries:
        if currency and entry.get("currency") != currency:
            if strict:
                raise ValueError("another currency")
            elif entry.get("rate"):
                amount = entry["amount"] * entry["rate"]
            elif entry.get("ignore") or entry.get("void"):
                continue
            else:
                amount = entry["amount"]
        else:
            amount = entry["amount"]
        if entry.get("reversed") and not entry.get("final"):
            amount = -amount
        if amount == 0 and not strict:
            continue
        if entry["account"] in balances:
            balances[entry["account"]] += amount
        else:
            balances[entry["account"]] = amount
    return balances
'''

MENDED = '''\
"""Closing a day's books."""


class AnotherCurrency(ValueError):
    """An entry is not in the currency asked for and says no rate."""


def converted(entry, currency):
    """The entry's amount in `currency`. Raises AnotherCurrency when it says no rate."""
    if currency is None or entry.get("currency") == currency:
        return entry["amount"]
    if "rate" not in entry:
        raise AnotherCurrency(entry["account"])
    return entry["amount"] * entry["rate"]


def settle(entries, currency=None):
    """The balance of each account after `entries`, in `currency` when one is given."""
    balances = {}
    for entry in entries:
        balances[entry["account"]] = balances.get(entry["account"], 0) + converted(entry, currency)
    return balances
'''

MENDED_TEST = (
    LEDGER_TEST
    + """

def test_settle_converts():
    entries = [{"account": "a", "amount": 2, "currency": "USD", "rate": 3}]
    assert settle(entries, currency="EUR") == {"a": 6}
"""
)

REPOSITORIES: dict[str, dict[str, str]] = {
    "ledgerd": {
        "README.md": "# ledgerd\n",
        "ledger/__init__.py": "",
        "ledger/close.py": LEDGER,
        "tests/test_close.py": LEDGER_TEST,
    },
    "storefront": {"README.md": "# storefront\n", "shop.py": "PRICES = {}\n"},
    "player": {"README.md": "# player\n", "requirements.txt": "acme-ledgerd-client>=1.2\nflask==3.1\n"},
}

TITLE = "Settle in the shopper's currency"
DESCRIPTION = """\
Checkout shows prices in the shopper's currency; the ledger should settle in it too.
"""
GOOD_DESCRIPTION = """\
Goal: one currency from the basket to the books, so that refunds are exact.
Headline: Shoppers are refunded to the cent, whatever currency they paid in.
Surface: AnotherCurrency
"""

RELEASED, NEXT = "v1.2.0", "v1.3.0"
"""The release of ledgerd that is there, and the one with the change."""
ADOPTION = {
    "requirements.txt": "acme-ledgerd-client==1.3.0\nflask==3.1\n",
    "refunds.py": '''\
"""Refunds to viewers."""

from acme_ledgerd_client import AnotherCurrency, settle


def refund(entries, currency):
    """What a viewer is owed; nothing where nobody knows the rate."""
    try:
        return settle(entries, currency)
    except AnotherCurrency:
        return {}
''',
}
"""What video merges in its player."""
ADOPTING = "Refund viewers in their currency"
