"""Milli-credits in words."""


def credits_of(amount: int) -> str:
    """`26.5`, `-3`, `0.001`: credits, without zeros at the end."""
    whole, rest = divmod(abs(amount), 1000)
    text = f"{whole:,}.{rest:03}".rstrip("0").rstrip(".")
    return f"-{text}" if amount < 0 else text


def in_credits(amount: int) -> str:
    """`26.5 credits`, `1 credit`."""
    return f"{credits_of(amount)} credit{'' if abs(amount) == 1000 else 's'}"


def bound_of(amount: int) -> str:
    """An upper bound in tenths of a credit, which keeps it one: `29.1` for 29,004 milli-credits."""
    return credits_of(-(-amount // 100) * 100)
