"""Becomes another program after giving up what that does not need: started as a script in isolated mode.

Arguments: bytes of memory, seconds of processor time, bytes that a file may grow to, the program and its arguments.
"""

import ctypes
import os
import resource
import signal
import sys

_NEW_NETWORK_AND_USER = 0x40000000 | 0x10000000


def main() -> None:
    """Set the limits, then be the program."""
    memory, seconds, written = (int(word) for word in sys.argv[1:4])
    # A bonus: refused inside most containers, and the program opens no connection by itself.
    ctypes.CDLL(None).unshare(_NEW_NETWORK_AND_USER)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    # Python does not want to be ended by it; the program is to be.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execve(sys.argv[4], sys.argv[4:], dict(os.environ))  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
