"""`python -m homebot.sandbox --root DIR [--port N] [--unchecked]`."""

import argparse
from pathlib import Path

from homebot.sandbox.server import run


def main() -> None:
    """Runs the stand-in until it is told to end; says its address on the first line."""
    parser = argparse.ArgumentParser(prog="python -m homebot.sandbox", description=main.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--root", type=Path, required=True, help="where the repositories are kept")
    parser.add_argument("--unchecked", action="store_true", help="do not hold answers against GitHub's descriptions")
    given = parser.parse_args()
    run(given.host, given.port, given.root, not given.unchecked, lambda url: print(f"sandbox {url}", flush=True))


if __name__ == "__main__":
    main()
