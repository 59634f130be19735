from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from homebot.store import coverage
from homebot.store.coverage import Reading, Upload
from homebot.store.engine import writing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REPOSITORY, OID = "acme/ledgerd", "a" * 40
UPLOAD = Upload(REPOSITORY, OID, "unit", b"first", NOW)


def read(upload: Upload, answer: bytes = b"{}", error: str | None = None) -> Reading:
    return Reading(upload.name, upload.digest, answer, error, 2, 30, 20)


def put(database: sa.Engine, upload: Upload, answer: bytes | None = None) -> str:
    with writing(database) as connection:
        became = coverage.offer(connection, upload)
        if answer is not None:
            coverage.keep(connection, upload.repository, upload.oid, [read(upload, answer)])
    return became


def test_an_upload_waits_until_it_is_read(database: sa.Engine) -> None:
    assert put(database, UPLOAD) == "new"
    with database.connect() as connection:
        assert coverage.unread(connection, REPOSITORY, OID) == ("unit",)
        assert coverage.upload_of(connection, REPOSITORY, OID, "unit") == (UPLOAD.digest, b"first")
        assert coverage.reports(connection, REPOSITORY, OID) == ("", ())
        assert coverage.recent(connection, None, 9)[0].waits
    with writing(database) as connection:
        coverage.keep(connection, REPOSITORY, OID, [read(UPLOAD, b"answer")])
    with database.connect() as connection:
        assert coverage.unread(connection, REPOSITORY, OID) == ()
        assert coverage.upload_of(connection, REPOSITORY, OID, "unit") is None
        stamp, found = coverage.reports(connection, REPOSITORY, OID)
        assert found == (("unit", b"answer"),)
        assert stamp == coverage.stamp(connection, REPOSITORY, OID) != ""
        (listed,) = coverage.recent(connection, REPOSITORY, 9)
        assert (listed.waits, listed.files, listed.lines, listed.covered, listed.error) == (False, 2, 30, 20, None)
        assert coverage.recent(connection, "acme/other", 9) == ()


def test_the_same_again_changes_nothing_and_a_new_one_replaces_it(database: sa.Engine) -> None:
    put(database, UPLOAD, b"one")
    assert put(database, UPLOAD) == "again"
    newer = replace(UPLOAD, body=b"second")
    assert put(database, newer) == "new"
    with database.connect() as connection:
        assert coverage.reports(connection, REPOSITORY, OID)[1] == (("unit", b"one"),), "until the new one is read"
        before = coverage.stamp(connection, REPOSITORY, OID)
    with writing(database) as connection:
        coverage.keep(connection, REPOSITORY, OID, [read(newer, b"two")])
    with database.connect() as connection:
        assert coverage.reports(connection, REPOSITORY, OID)[1] == (("unit", b"two"),)
        assert coverage.stamp(connection, REPOSITORY, OID) != before
    assert put(database, UPLOAD, b"one") == "new", "what was there before the last one is new again"


def test_what_was_read_of_an_upload_that_was_replaced_meanwhile_is_not_kept(database: sa.Engine) -> None:
    put(database, UPLOAD)
    put(database, replace(UPLOAD, body=b"second"))
    with writing(database) as connection:
        coverage.keep(connection, REPOSITORY, OID, [read(UPLOAD)])
    with database.connect() as connection:
        assert coverage.unread(connection, REPOSITORY, OID) == ("unit",)
        assert coverage.stamp(connection, REPOSITORY, OID) == ""


def test_a_commit_has_a_limited_number_of_names(database: sa.Engine) -> None:
    became = [put(database, replace(UPLOAD, name=f"part-{number}")) for number in range(coverage.MOST_NAMES + 1)]
    assert became == ["new"] * coverage.MOST_NAMES + ["full"]
    assert put(database, replace(UPLOAD, name="part-0", body=b"other")) == "new"
    assert put(database, replace(UPLOAD, oid="b" * 40)) == "new"


def test_reports_that_are_looked_at_are_kept(database: sa.Engine) -> None:
    used, unused = UPLOAD, replace(UPLOAD, oid="b" * 40)
    put(database, used, b"one")
    put(database, unused, b"two")
    later = NOW + timedelta(days=60)
    with writing(database) as connection:
        coverage.use(connection, REPOSITORY, OID, later)
        assert coverage.forget(connection, NOW + timedelta(days=1)) == 1
        assert [one.oid for one in coverage.recent(connection, None, 9)] == [OID]
        assert coverage.forget(connection, later + timedelta(days=1)) == 1


def test_a_repository_has_a_limited_number_of_reports(database: sa.Engine) -> None:
    rows = [
        {"repository": REPOSITORY, "oid": f"{number:040}", "name": "unit", "digest": "d", "files": 0, "lines": 0,
         "covered": 0, "received_at": NOW, "used_at": NOW + timedelta(seconds=number)}
        for number in range(coverage.MOST_KEPT + 7)
    ]  # fmt: skip
    with writing(database) as connection:
        connection.execute(sa.insert(coverage.coverage), [*rows, rows[0] | {"repository": "acme/other"}])
        assert coverage.forget(connection, NOW) == 7
        left = coverage.recent(connection, REPOSITORY, 10_000)
        assert min(one.oid for one in left) == f"{7:040}"
        assert len(coverage.recent(connection, "acme/other", 9)) == 1
