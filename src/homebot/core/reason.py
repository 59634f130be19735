"""What counts as a reason: enough words to tell somebody why. A word or two do not."""

LEAST_WORDS = 3
LEAST_CHARACTERS = 10


def tells_why(text: str) -> bool:
    """Whether a reason is one."""
    words = [word for word in text.split() if any(letter.isalnum() for letter in word)]
    return len(words) >= LEAST_WORDS and sum(map(len, words)) + len(words) - 1 >= LEAST_CHARACTERS
