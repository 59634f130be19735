"""What every child process of analysis does: give up what it does not need, then let one analyser answer.

Started as a script in isolated mode (it imports nothing of homebot) with two arguments: the folder that holds the
libraries, and the analyser's file. That module has `answer(question: bytes) -> bytes`, which raises nothing but
`MemoryError`, and may have `prepare()`, called once before files can no longer be opened, and `MEMORY_BYTES` and
`CPU_SECONDS` of its own.

A question is four bytes of length, then that many bytes; so is an answer, with a fifth byte after the length: 1 when
the process has grown and asks to be replaced.
"""

import ctypes
import importlib.util
import resource
import struct
import sys
import threading
from types import ModuleType
from typing import Any, BinaryIO

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 5

_STACK_BYTES = 256 * 1024 * 1024
_RECURSION = 20_000
_SPENT_KILOBYTES = 512 * 1024
_NEW_NETWORK_AND_USER = 0x40000000 | 0x10000000


def serve(analyser: Any, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the other side closes."""
    seconds = getattr(analyser, "CPU_SECONDS", CPU_SECONDS)
    # Linux hands the peak of the process that started this one on: without that, a large parent wears every child out.
    most = max(_SPENT_KILOBYTES, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    while len(header := requests.read(4)) == 4:
        question = requests.read(struct.unpack("!I", header)[0])
        usage = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(
            resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, resource.RLIM_INFINITY)
        )
        body = analyser.answer(question)
        spent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > most
        answers.write(struct.pack("!I?", len(body), spent) + body)
        answers.flush()


def _load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("analyser", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its own module up.
    sys.modules["analyser"] = module
    spec.loader.exec_module(module)
    return module


def _limited(analyser: Any) -> None:
    """Without other processes or files: no question can open anything."""
    if hasattr(analyser, "prepare"):
        analyser.prepare()
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    serve(analyser, sys.stdin.buffer, sys.stdout.buffer)


def main() -> None:
    """Run as the child process: a network of its own where the kernel lets us, limits, then serve in a deep stack."""
    libraries, path = sys.argv[1:]
    sys.path.append(libraries)
    # A bonus: refused inside most containers, and nothing here opens a connection.
    ctypes.CDLL(None).unshare(_NEW_NETWORK_AND_USER)
    analyser: Any = _load(path)
    memory = getattr(analyser, "MEMORY_BYTES", MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    sys.setrecursionlimit(_RECURSION)
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=_limited, args=(analyser,))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
