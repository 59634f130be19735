"""Who knows the lines that a change touches: read from git when somebody has to be asked, and remembered."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from homebot.adapters.git.blame import Authors, read_authors
from homebot.app.outside import Outside
from homebot.core.decision import Need
from homebot.core.directory import Directory
from homebot.core.facts import FileChange, Snapshot
from homebot.core.needs import needs
from homebot.core.recognise import recognise
from homebot.store import cache, json
from homebot.store.engine import writing

KEPT = timedelta(days=30)
"""What git said of a pull request's lines. It is read again where somebody still has to be asked."""
LEARNT = timedelta(days=400)
"""Whose address is whose."""
AUTHORS = "knowledge:"
LOGINS = "login-of:"
_NO_REPLY = re.compile(r"(?:\d+\+)?([a-z0-9](?:[a-z0-9-]{0,38}))@users\.noreply\.[a-z0-9.-]+")
"""What GitHub, or a server of one's own, writes into commits for people who keep their address to themselves."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a pull request: of which two commits and files, and what git said."""

    of: str
    authors: Authors


def with_knowledge(outside: Outside, snapshot: Snapshot, directory: Directory) -> Snapshot:
    """The snapshot with how much each possible reviewer knows of the touched lines. Only where an approval is
    missing, of the files it is asked for; what git says of the same commits is read once.

    Raises:
        MirrorCorrupt: when the merge base is missing.
    """
    _learn(outside, snapshot)
    files = _files_to_review(snapshot, directory)
    if not files or snapshot.change.merge_base is None:
        return snapshot
    authors = _authors(outside, snapshot, snapshot.change.merge_base, files)
    known: Counter[str] = Counter()
    for mail, login in logins_of(outside, [mail for mail, _ in authors.shares]).items():
        known[login] += dict(authors.shares)[mail]
    people = tuple(replace(person, knowledge=min(1000, known[person.login])) for person in snapshot.people)
    return replace(snapshot, people=people, knowledge_cut=authors.cut)


def _files_to_review(snapshot: Snapshot, directory: Directory) -> tuple[FileChange, ...]:
    """The files of services that ask for a review; none while nobody has to be asked. It may be that all who are needed
    are asked already: a command may still take one of them off, which is heard later."""
    recognition = recognise(snapshot, directory)
    if not _waits(snapshot, needs(snapshot, directory, recognition)):
        return ()
    away = [one for one in recognition.standings if not one.home and one.mode != "observe"]
    paths = {path for one in away for path in one.paths}
    return tuple(file for file in snapshot.change.files if paths.intersection(file.paths))


def _waits(snapshot: Snapshot, wanted: Iterable[Need]) -> bool:
    talk = snapshot.conversation
    asks = talk.state == "open" and not talk.draft
    return asks and any(need.missing and need.mode != "observe" for need in wanted)


def _authors(outside: Outside, snapshot: Snapshot, merge_base: str, files: tuple[FileChange, ...]) -> Authors:
    pull, head = snapshot.pull, snapshot.change.head
    names = "\0".join((merge_base, head, *(file.path for file in files)))
    of = sha256(names.encode("utf-8", "surrogatepass")).hexdigest()
    key, now = f"{AUTHORS}{pull}", outside.clock()
    with outside.engine.connect() as connection:
        text = cache.get(connection, key, now - KEPT)
    if text is not None and (known := json.decode(text, _Known)).of == of:
        return known.authors
    with outside.mirrors.open(pull.owner, pull.name) as mirror:
        authors = read_authors(mirror, merge_base, head, files)
    with writing(outside.engine) as connection:
        cache.put(connection, key, json.encode(_Known(of, authors)), now)
    return authors


def _learn(outside: Outside, snapshot: Snapshot) -> None:
    """Remembers whose address is whose, as GitHub says it of the commits of this pull request."""
    said = {mail: login for mail, login in snapshot.conversation.addresses if not _NO_REPLY.fullmatch(mail)}
    known = _remembered(outside, said)
    new = {mail: login for mail, login in said.items() if known.get(mail) != login}
    if new:
        with writing(outside.engine) as connection:
            for mail, login in new.items():
                cache.put(connection, _key(mail), login, outside.clock())


def logins_of(outside: Outside, mails: Iterable[str]) -> dict[str, str]:
    """The logins behind addresses, as far as they are known."""
    told = {mail: found[1] for mail in mails if (found := _NO_REPLY.fullmatch(mail))}
    return told | _remembered(outside, [mail for mail in mails if mail not in told])


def _remembered(outside: Outside, mails: Iterable[str]) -> dict[str, str]:
    with outside.engine.connect() as connection:
        found = {mail: cache.get(connection, _key(mail), outside.clock() - LEARNT) for mail in mails}
    return {mail: login for mail, login in found.items() if login is not None}


def _key(mail: str) -> str:
    """Addresses are nobody's business: only their digest is kept."""
    return f"{LOGINS}{sha256(mail.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
