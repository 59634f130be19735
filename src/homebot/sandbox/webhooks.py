"""Webhooks as GitHub sends them: signed, once, in the background, and kept in the App's delivery log."""

import hashlib
import hmac
import json
import queue
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from homebot.sandbox.present import Present
from homebot.sandbox.state import Delivery, Repository, User, now
from homebot.sandbox.world import World

TIMEOUT_SECONDS = 10
SENDERS = 4


class Webhooks:
    """Sends what happened to the App, if it is installed there. A failed delivery is not repeated, as on GitHub."""

    def __init__(self, world: World, present: Present) -> None:
        self._world = world
        self._present = present
        self._queue: queue.Queue[Delivery] = queue.Queue()
        self.look: Callable[[str, dict[str, Any]], None] = lambda event, payload: None
        """Told of each payload before it is sent."""
        for number in range(SENDERS):
            threading.Thread(target=self._run, name=f"webhooks-{number}", daemon=True).start()

    def send(self, event: str, action: str | None, repository: Repository, sender: User, **parts: Any) -> None:
        """Tells the App of an event in a repository."""
        installation = self._world.installation_of(repository.owner)
        if installation is None or self._world.app is None:
            return
        payload = {
            **({"action": action} if action else {}),
            **parts,
            "repository": self._present.repository(repository),
            "organization": self._present.organisation(repository.owner),
            "sender": self._present.user(sender),
            "installation": {"id": installation, "node_id": f"IN_{installation}"},
        }
        self._enqueue(event, action, payload, installation)

    def send_organisation(self, event: str, action: str, organisation: str, sender: User, **parts: Any) -> None:
        """Tells the App of an event of an organisation: teams and their members."""
        installation = self._world.installation_of(organisation)
        if installation is not None and self._world.app is not None:
            about = self._present.organisation(organisation)
            payload = {"action": action, **parts, "organization": about, "sender": self._present.user(sender)}
            self._enqueue(event, action, payload | {"installation": {"id": installation}}, installation)

    def again(self, delivery: Delivery) -> None:
        """The same delivery once more, under the same delivery id."""
        copy = Delivery(
            self._world.next_long_id(), delivery.guid, delivery.event, delivery.action, delivery.payload, now(),
            delivery.installation, redelivery=True,
        )  # fmt: skip
        self._queue.put(copy)

    def idle(self) -> bool:
        """Whether everything was sent."""
        return self._queue.unfinished_tasks == 0

    def _enqueue(self, event: str, action: str | None, payload: dict[str, Any], installation: int | None) -> None:
        self.look(event, payload)
        number = self._world.next_long_id()
        self._queue.put(Delivery(number, str(uuid.uuid4()), event, action, payload, now(), installation))

    def _run(self) -> None:
        pool = PoolManager(retries=False, timeout=TIMEOUT_SECONDS)
        while True:
            delivery = self._queue.get()
            started = time.perf_counter()
            try:
                delivery.status_code = 0 if self._world.webhooks_paused else self._post(pool, delivery)
            except HTTPError:
                delivery.status_code = 502
            delivery.duration = time.perf_counter() - started
            with self._world.lock:
                self._world.deliveries.append(delivery)
            self._queue.task_done()

    def _post(self, pool: PoolManager, delivery: Delivery) -> int:
        app = self._world.app
        assert app is not None
        body = json.dumps(delivery.payload).encode()
        signature = hmac.new(app.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/0000000",
            "X-GitHub-Event": delivery.event,
            "X-GitHub-Delivery": delivery.guid,
            "X-GitHub-Hook-ID": "1",
            "X-GitHub-Hook-Installation-Target-ID": str(app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            "X-Hub-Signature-256": f"sha256={signature}",
        }
        return pool.request("POST", app.webhook_url, body=body, headers=headers).status
