"""One request to an address that was checked before, and the end of it when its time is over."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Sequence

from homebot.adapters.evidence.target import Target, Unreadable


class Pinned(http.client.HTTPConnection):
    """Connects to one of `addresses`, which were looked up and judged, whatever the host's name means by now.

    `ends` is the moment (`time.monotonic`) at which the connection is cut: a host that sends a byte now and then would
    outlive every time limit of a socket.
    """

    def __init__(self, to: Target, addresses: Sequence[str], ends: float) -> None:
        super().__init__(to.host, to.port)
        self._to = to
        self._addresses = addresses
        self._ends = ends
        self._timer: threading.Timer | None = None
        self._dialled_to: socket.socket | None = None
        self.cut = False

    def connect(self) -> None:
        """Opens the connection, and for https makes sure that it is the host's. Raises OSError."""
        found = self._dial()
        if self._to.secure:
            context = ssl.create_default_context()
            found = context.wrap_socket(found, server_hostname=self._to.host, do_handshake_on_connect=False)
        self.sock = self._dialled_to = found
        self._timer = threading.Timer(max(0.0, self._ends - time.monotonic()), self._cut)
        self._timer.daemon = True
        self._timer.start()
        if isinstance(found, ssl.SSLSocket):
            found.do_handshake()

    def end(self) -> None:
        """Closes it for good; `close` alone comes as soon as the answer's head is here, and its rest may take long."""
        if self._timer is not None:
            self._timer.cancel()
        self.close()

    def _dial(self) -> socket.socket:
        for address in self._addresses[:-1]:
            try:
                return self._dialled(address)
            except OSError:
                continue  # the host has further addresses
        return self._dialled(self._addresses[-1])

    def _dialled(self, address: str) -> socket.socket:
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise Unreadable("it took too long")
        return socket.create_connection((address, self._to.port), timeout=seconds)

    def _cut(self) -> None:
        self.cut = True
        try:
            if self._dialled_to is not None:
                self._dialled_to.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already
