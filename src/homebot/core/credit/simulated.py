"""What a simulated settlement prints: earned, benefit, roll-up and postings (SPEC 10)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from homebot.core.credit.rollup import Tree, rollup
from homebot.core.credit.settle import Posting


def as_json(postings: Sequence[Posting], tree: Tree) -> dict[str, Any]:
    """Plain values, milli-credits everywhere. `benefit` is what each consumer minted, so it sums to what was earned."""
    earned: Counter[str] = Counter()
    benefit: Counter[str] = Counter()
    for posting in postings:
        earned[posting.earner] += posting.amount
        benefit[posting.consumer] += posting.amount
    rolled = rollup(((posting.consumer, posting.earner, posting.amount) for posting in postings), tree)
    return {
        "earned": dict(sorted(earned.items())),
        "benefit": dict(sorted(benefit.items())),
        "rollup": {entity: asdict(figures) for entity, figures in sorted(rolled.items())},
        "postings": [
            {
                "consumer": posting.consumer,
                "earner": posting.earner,
                "kind": posting.kind,
                "amount": posting.amount,
                "rule": posting.rule,
            }
            for posting in postings
        ],
    }
