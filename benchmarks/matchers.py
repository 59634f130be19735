"""What `matching` asks PyPI's codeowners and pathspec, run by an interpreter that has them and not homebot:
`matchers.py NAME FILE`, with rules, paths and cases in the file; prints seconds and how many cases are right."""

import json
import sys
import time
from pathlib import Path


def codeowners(rules):
    """A function that says whose a path is, the number of a rule standing for its owner."""
    from codeowners import CodeOwners

    table = CodeOwners("".join(f"{rule} @{number}\n" for number, rule in enumerate(rules)))

    def owner(path):
        found = table.of(path)
        return int(found[0][1][1:]) if found else None

    return owner


def pathspec(rules):
    """The same: the number of the last rule that covers a path."""
    from pathspec import PathSpec

    table = PathSpec.from_lines("gitignore", rules)
    return lambda path: table.check_file(path).index


def right(make, case):
    """Whether one case comes out as it should; an error is not right."""
    pattern, path, covered = case
    try:
        return (make([pattern])(path) is not None) is covered
    except Exception:  # A peer may raise whatever it likes for a pattern it does not know: that is a case it has wrong.
        return False


def main():
    """Times the making of the table and the paths apart, as processor time."""
    make = {"codeowners": codeowners, "pathspec": pathspec}[sys.argv[1]]
    given = json.loads(Path(sys.argv[2]).read_text())
    begin = time.process_time()
    find = make(given["rules"])
    built = time.process_time() - begin
    begin = time.process_time()
    found = [find(path) for path in given["paths"]]
    asked = time.process_time() - begin
    score = sum(right(make, case) for case in given["cases"])
    print(json.dumps({"built": built, "asked": asked, "found": found, "right": score}))


if __name__ == "__main__":
    main()
