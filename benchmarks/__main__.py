"""`python -m benchmarks [NAME ...]`: all of them without a name. Takes some minutes."""

import sys

from benchmarks import analysis, credit, door, evaluations, fetching, lines, matching, review

KNOWN = {
    "analysis": analysis.main,
    "credit": credit.main,
    "door": door.main,
    "evaluations": evaluations.main,
    "fetching": fetching.main,
    "lines": lines.main,
    "matching": matching.main,
    "review": review.main,
}


def main() -> None:
    """Runs the benchmarks that are named."""
    names = sys.argv[1:] or list(KNOWN)
    if unknown := [name for name in names if name not in KNOWN]:
        sys.exit(f"there is no benchmark {unknown[0]!r}; there are {', '.join(KNOWN)}")
    for name in names:
        KNOWN[name]()


if __name__ == "__main__":
    main()
