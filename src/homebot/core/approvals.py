"""What each person's newest review says, and why an approval no longer counts (SPEC 7)."""

from collections.abc import Iterable

from homebot.core.facts import Review


def latest_words(reviews: Iterable[Review]) -> dict[str, Review]:
    """Each person's newest approval or objection; a comment takes neither back, a dismissal does."""
    latest: dict[str, Review] = {}
    for review in sorted(reviews, key=lambda review: review.submitted_at):
        if review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            latest[review.author] = review
    return latest


def fell(word: Review) -> str:
    """Why an approval that is not of the head no longer counts."""
    if word.oid is None:
        return "given on a commit that no longer exists"
    return f"given on {word.oid[:7]}, the head has changed since"
