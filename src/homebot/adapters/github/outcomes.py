"""How a call to GitHub can fail, in the words the rest of homebot acts on. No message ever holds a token."""


class CallFailed(Exception):
    """A call to GitHub did not do what was asked."""


class Later(CallFailed):
    """GitHub cannot or will not answer now; in `seconds` it may."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


class Gone(CallFailed):
    """What was asked for is not there, or not visible to homebot."""


class Denied(CallFailed):
    """homebot may not do this: its permissions are not enough, or its token is no longer good (`unauthenticated`)."""

    def __init__(self, reason: str, unauthenticated: bool = False) -> None:
        super().__init__(reason)
        self.unauthenticated = unauthenticated


class Refused(CallFailed):
    """GitHub understood and said no (422): the request itself is at fault."""
