"""What can go wrong with git, as types a caller can act on; the words of git's own messages are read here only."""

import base64
import re
from collections.abc import Callable


class GitError(Exception):
    """Base of all errors of this package; its text never holds a token."""


class RefGone(GitError):
    """The remote has no such branch or pull request (any more)."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"the remote has no {ref}: it was deleted or never existed")
        self.ref = ref


class RepositoryGone(GitError):
    """The remote does not know the repository, or does not show it to this token."""


class AuthFailed(GitError):
    """The remote refused the token: ask for a new one and try again."""


class GitUnavailable(GitError):
    """Network, remote server, time or disk: try again later."""


class MirrorCorrupt(GitUnavailable):
    """The local mirror is damaged; it is made anew when it is next opened, so try again."""


class GitTimeout(GitUnavailable):
    """A git process ran into its time limit and was killed with its children."""


_REF_GONE = re.compile(r"couldn't find remote ref (\S+)")
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], GitError]], ...] = (
    (
        re.compile(
            r"Authentication failed|could not read (Username|Password)|returned error: 40[13]"
            r"|terminal prompts disabled"
        ),
        AuthFailed,
    ),
    (
        re.compile(
            r"repository '.*' not found|Repository not found|does not appear to be a git repository"
            r"|returned error: 4(04|10|51)"
        ),
        RepositoryGone,
    ),
    (
        re.compile(
            r"unable to access|returned error: \d|Could not resolve|Failed to connect|Connection (reset|refused|timed)"
            r"|RPC failed|early EOF|hung up|Operation too slow|expected flush|protocol error|No space left"
            r"|invalid index-pack output|unexpected disconnect|transport '.*' not allowed|bad line length"
            r"|not valid: is this a git repository|remote error|Cannot allocate memory|out of memory"
            r"|unable to create thread"
        ),
        GitUnavailable,
    ),
)


def classify(stderr: str) -> GitError:
    """The error git's last words mean. Words that speak of neither the remote nor the machine mean a broken mirror."""
    text = " ".join(stderr.split())[-500:] or "git failed without a word"
    gone = _REF_GONE.search(stderr)
    if gone:
        return RefGone(gone[1])
    for pattern, kind in _KINDS:
        if pattern.search(stderr):
            return kind(text)
    return MirrorCorrupt(text)


def without_token(error: GitError, token: str | None) -> GitError:
    """The same error, its text free of the token, should a remote have echoed it."""
    if not token:
        return error
    pair = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return type(error)(str(error).replace(token, "***").replace(pair, "***"))
