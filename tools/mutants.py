"""Mutation testing of the standards: how many small changes of a rule its own tests notice.

mutmut (configured in pyproject.toml) works on a copy in `mutants/`. Prints the survivors by function and the figure;
exits 1 when less than 90% are killed.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORK = ROOT / "mutants"
LEAST = 0.9
MUTMUT = str(Path(sys.executable).with_name("mutmut"))


def main() -> None:
    """Runs all of it anew."""
    shutil.rmtree(WORK, ignore_errors=True)
    run = subprocess.run([MUTMUT, "run", "--max-children", "2"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(f"mutmut failed:\n{run.stdout[-3000:]}")
    subprocess.run([MUTMUT, "export-cicd-stats"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    report(json.loads((WORK / "mutmut-cicd-stats.json").read_text()))


def report(stats: dict[str, int]) -> None:
    """The survivors and the figure; a mutant that hangs its tests is noticed, too."""
    listed = subprocess.run([MUTMUT, "results"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    alive = (line.split("__mutmut_")[0].strip() for line in listed.splitlines() if "survived" in line)
    for function, number in sorted(Counter(alive).items()):
        print(f"{number:4} survived in {function}")
    killed = stats["killed"] + stats["timeout"]
    share = killed / stats["total"]
    print(f"{killed} of {stats['total']} mutants of core/standards killed: {share:.1%} (at least {LEAST:.0%} wanted)")
    if share < LEAST:
        sys.exit(1)


if __name__ == "__main__":
    main()
