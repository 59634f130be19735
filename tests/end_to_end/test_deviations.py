"""Deviations lived through, by pull requests and comments on a stand-in for GitHub, with the time moved: one with
evidence that is accepted, one without that becomes overdue and blocks the team's next change, and a floor."""

import hashlib
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.end_to_end.later import Company, installed

LEDGERD = "acme/ledgerd"
ORG = """\
version: 1
entities:
  company: {}
  retail: {parent: company, managers: [dana]}
teams:
  payments: {entity: retail, members: [alice, bob], owners: [alice], since: 2020-01-01}
  checkout: {entity: retail, members: [carol, dave], owners: [carol], since: 2020-01-01}
bar_raisers: {architecture: [gina]}
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, mode: enforce, profile: strict, since: 2020-01-01}
"""
STANDARDS = """\
version: 1
profiles:
  strict:
    complexity: {max: 3}
    size: {max_changed_lines: 40, strength: floor, owners: [gina]}
"""
CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "standards.yaml": STANDARDS, "homebot.yaml": "version: 1\n"}
PEOPLE = ("alice", "bob", "carol", "dave", "gina", "dana")
BEGAN = datetime(2026, 4, 6, 9, tzinfo=UTC)
"""A Monday."""
REPORT = b"p95 fell by 40 ms\n"


class Report(BaseHTTPRequestHandler):
    """The page that the evidence names."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(REPORT)))
        self.end_headers()
        self.wfile.write(REPORT)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def report() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Report)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory, report: str) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("deviations")
    files = {"ledger/close.py": "def settle(entries):\n    return entries\n"}
    with installed(folder, CATALOGUE, PEOPLE, {"ledgerd": files}, HOMEBOT_EVIDENCE_HOSTS=report) as found:
        yield found


def day(number: float) -> datetime:
    return BEGAN + timedelta(days=number)


def tangled(name: str, branches: int = 3) -> str:
    """A function with so many branches."""
    lines = "".join(f"    if entry == {number}:\n        return {number}\n" for number in range(branches))
    return f"def {name}(entry):\n{lines}    return None\n"


def opened(acme: Company, name: str, files: dict[str, str], author: str = "carol") -> str:
    """A pull request that homebot has looked at; its name."""
    acme.box.commit(LEDGERD, name, files, author)
    number = acme.people[author].open_pull(LEDGERD, name, f"Add {name}")
    acme.quiet()
    return f"{LEDGERD}#{number}"


def check(acme: Company, pull: str) -> str | None:
    """The conclusion of the newest `homebot: standards`."""
    runs = acme.box.state(LEDGERD, int(pull.partition("#")[2]))["checks"]
    return [str(run["conclusion"]) for run in runs if run["name"] == "homebot: standards"][-1]


def head(acme: Company, pull: str) -> str:
    return str(acme.box.state(LEDGERD, int(pull.partition("#")[2]))["head"])


def becomes(acme: Company, pull: str, conclusion: str) -> None:
    acme.until(lambda: check(acme, pull) == conclusion, f"{pull} is {conclusion}, not {check(acme, pull)}")


def named(reply: str) -> str:
    """The deviation a reply tells of."""
    found = re.search(r"\*\*(D[0-9]+)\*\*", reply)
    assert found is not None, reply
    return found[1]


CLAIM = '/homebot deviate complexity because="the parser is generated code" until=2026-08-31'


def test_a_deviation_with_evidence_is_accepted_and_one_without_blocks_the_next_change(
    acme: Company, report: str
) -> None:
    acme.on(day(0))
    with acme.working():
        first = opened(acme, "parse", {"ledger/parse.py": tangled("parse")})
        assert check(acme, first) == "failure"
        assert "so nothing was changed" in acme.said("gina", first, CLAIM)
        assert check(acme, first) == "failure", "gina is of neither team"

        said = acme.said("carol", first, CLAIM)
        assert named(said) == "D1"
        assert "`checkout` deviates from `complexity` of `ledgerd` until 2026-08-31, in `ledger/parse.py`" in said
        assert "Evidence is due by 2026-05-06" in said
        becomes(acme, first, "neutral")
        acme.until(lambda: "**D1** (`checkout`)" in acme.comments(first)[0], "the comment names it")
        assert "🔶 deviated" in acme.comments(first)[0]

        url = f"http://{report}/run/7"
        given = acme.said("dave", first, f'/homebot evidence D1 data={url} says="p95 fell by 40 ms" kind=benchmark')
        assert hashlib.sha256(REPORT).hexdigest() in given
        (shown,) = acme.decision("D1").evidence
        assert (shown.kind, shown.url, shown.digest) == ("benchmark", url, hashlib.sha256(REPORT).hexdigest())

        assert "so nothing was changed" in acme.said("bob", first, "/homebot accept D1")
        assert acme.decision("D1").state == "evidenced", "bob owns nothing"
        assert "**D1** is accepted by `alice`" in acme.said("alice", first, "/homebot accept D1")
        assert acme.decision("D1").state == "accepted"
        assert check(acme, first) == "neutral"

        # Another change of theirs to the same file is covered; another file is not, until it is said.
        second = opened(acme, "parse-more", {"ledger/parse.py": tangled("parse", 4)})
        assert check(acme, second) == "neutral"
        third = opened(acme, "lex", {"ledger/lex.py": tangled("lex")})
        assert check(acme, third) == "failure"
        wider = acme.said("carol", third, '/homebot deviate complexity because="the lexer is generated too"')
        assert "**D1** is wider now" in wider
        becomes(acme, third, "neutral")
        assert acme.decision("D1").state == "evidenced", "alice accepted less than that"
        assert "accepted by `alice`" in acme.said("alice", third, "/homebot accept D1")

        acme.lapsed(day(150))
        assert acme.decision("D1").state == "expired"
        becomes(acme, third, "failure")

        # Without data.
        fourth = opened(acme, "fold", {"ledger/fold.py": tangled("fold")})
        claim = CLAIM.replace("2026-08-31", "2026-12-31")
        late = named(acme.said("carol", fourth, claim))
        becomes(acme, fourth, "neutral")
        acme.people["alice"].review(LEDGERD, int(fourth.partition("#")[2]))
        acme.people["alice"].merge(LEDGERD, int(fourth.partition("#")[2]))
        acme.quiet()

        acme.lapsed(day(174))
        soon = f"@carol, the evidence of **{late}** is due by 2026-10-03"
        acme.until(lambda: soon in "".join(acme.comments(fourth)), "carol is reminded")
        acme.lapsed(day(181))
        assert acme.decision(late).state == "overdue"
        told = f"@carol, the evidence of **{late}** was due on"
        acme.until(lambda: told in "".join(acme.comments(fourth)), "carol is told")
        fifth = opened(acme, "sort", {"ledger/fold.py": tangled("fold", 4)})
        assert check(acme, fifth) == "failure"
        assert f"the evidence of `{late}` was due on" in acme.comments(fifth)[0]
        refused = acme.said("carol", fifth, CLAIM.replace("2026-08-31", "2026-12-01"))
        assert f"The evidence of {late} was due on 2026-10-03" in refused
        assert check(acme, fifth) == "failure"
        assert len(acme.comments(fourth)) == len(set(acme.comments(fourth))), "nothing is told twice"

        given = f'/homebot evidence {late} data=https://127.0.0.1/x says="no incident since July"'
        unread = acme.said("carol", fifth, given)
        assert "It could not be read (its host has an address that is not public)" in unread
        becomes(acme, fifth, "neutral")


def test_a_floor_needs_an_owner_of_the_standard(acme: Company) -> None:
    acme.on(day(190))
    with acme.working():
        large = opened(acme, "large", {"ledger/data.py": "".join(f"A{n} = {n}\n" for n in range(60))})
        assert check(acme, large) == "failure"
        asked = acme.said("carol", large, '/homebot deviate size because="one table, generated" until=2027-01-31')
        assert "is a floor: nothing changes before an owner of the standard approves. It waits for @gina" in asked
        name = named(asked)
        for login in ("alice", "carol", "dana"):
            acme.said(login, large, f"/homebot accept {name}")
        assert acme.decision(name).state == "proposed"
        assert check(acme, large) == "failure"
        assert f"**{name}** is accepted by `gina`" in acme.said("gina", large, f"/homebot accept {name}")
        becomes(acme, large, "neutral")
        assert "accepted until 2027-01-31 by `gina`, an owner of the standard" in acme.comments(large)[0]

        # What gina approved is not what stands there any more.
        acme.box.commit(LEDGERD, "large", {"ledger/more.py": "".join(f"B{n} = {n}\n" for n in range(60))}, "carol")
        acme.quiet()
        becomes(acme, large, "failure")
        acme.until(lambda: f"the approval of `{name}` does not count any more" in acme.comments(large)[0], "it says so")
        assert "It waits for @gina" in acme.said(
            "dave", large, '/homebot deviate size because="the second table is generated, too"'
        )
        assert f"**{name}** is accepted" in acme.said("gina", large, f"/homebot accept {name}")
        becomes(acme, large, "neutral")

        # Nor is what is pushed a moment before her word.
        shown = head(acme, large)
        acme.box.commit(LEDGERD, "large", {"ledger/most.py": "".join(f"C{n} = {n}\n" for n in range(60))}, "carol")
        asked = acme.people["dave"].comment(
            LEDGERD, int(large.partition("#")[2]), '/homebot deviate size because="the third table is generated, too"'
        )
        answer = acme.said("gina", large, f"/homebot accept {name}", at_once=True)
        acme.quiet()
        assert any("It waits for @gina" in one for one in acme.answers(large, asked))
        assert f"homebot had shown you `{shown[:7]}`, and its head is `{head(acme, large)[:7]}` by now" in answer
        assert acme.decision(name).state == "proposed"
        assert check(acme, large) == "failure"
        assert f"**{name}** is accepted" in acme.said("gina", large, f"/homebot accept {name}")
        becomes(acme, large, "neutral")


def test_nothing_is_owed_for_what_was_closed_unmerged(acme: Company) -> None:
    acme.on(day(280))
    with acme.working():
        dropped = opened(acme, "dropped", {"ledger/dropped.py": tangled("dropped")})
        name = named(acme.said("carol", dropped, CLAIM.replace("2026-08-31", "2027-06-30")))
        number = int(dropped.partition("#")[2])
        acme.people["carol"].edit_pull(LEDGERD, number, state="closed")
        acme.quiet()
        assert acme.decision(name).state == "dropped"
        acme.people["carol"].edit_pull(LEDGERD, number, state="open")
        acme.quiet()
        assert check(acme, dropped) == "failure"
        again = named(acme.said("carol", dropped, CLAIM.replace("2026-08-31", "2027-06-30")))
        becomes(acme, dropped, "neutral")
        acme.on(day(281))
        acme.people["alice"].review(LEDGERD, number)
        acme.people["alice"].merge(LEDGERD, number)
        acme.quiet()
        assert acme.decision(again).last("relied-on") is not None
        acme.lapsed(day(315))
    assert (acme.decision(name).state, acme.decision(again).state) == ("dropped", "overdue")
