"""What every child process of analysis does: give up what it does not need, then let one analyser answer.

Started as a script in isolated mode (it imports nothing of homebot) with two arguments: the folder that holds the
libraries, and the analyser's file. That module has `answer(question: bytes) -> bytes`, which raises nothing but
`MemoryError`, and may have `prepare()`, called once before files can no longer be opened, `exhausted(question)`, the
answer when a fresh child's memory was not enough, and `MEMORY_BYTES` and `CPU_SECONDS` of its own.

A question is four bytes of length, then that many bytes; so is an answer, with a fifth byte after the length: 1 when
the process has grown and asks to be replaced.
"""

import ctypes
import importlib
import os
import resource
import struct
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 5
OUT_OF_MEMORY = 70
"""The exit status of a child whose memory is not enough."""

_STACK_BYTES = 256 * 1024 * 1024
_RECURSION = 20_000
_SPENT_KILOBYTES = 512 * 1024
_NEW_NETWORK_AND_USER = 0x40000000 | 0x10000000


def serve(analyser: Any, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the other side closes, or until memory runs out that earlier questions have used: a fresh child is
    then asked again, so that no answer depends on what was asked before."""
    seconds = getattr(analyser, "CPU_SECONDS", CPU_SECONDS)
    fresh = True
    # Linux hands the peak of the process that started this one on: without that, a large parent wears every child out.
    most = max(_SPENT_KILOBYTES, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    while len(header := requests.read(4)) == 4:
        question = requests.read(struct.unpack("!I", header)[0])
        usage = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(
            resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, resource.RLIM_INFINITY)
        )
        try:
            body = analyser.answer(question)
        except MemoryError:
            if not fresh or not hasattr(analyser, "exhausted"):
                os._exit(OUT_OF_MEMORY)
            body = analyser.exhausted(question)
        fresh = False
        spent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > most
        answers.write(struct.pack("!I?", len(body), spent) + body)
        answers.flush()


def _load(path: str) -> ModuleType:
    """The analyser as a module of a package made of its folder: it may import what is beside it, as `.name`."""
    package = ModuleType("analysis")
    package.__path__ = [str(Path(path).parent)]
    sys.modules["analysis"] = package
    return importlib.import_module(f"analysis.{Path(path).stem}")


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
