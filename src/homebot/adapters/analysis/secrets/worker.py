"""The analyser that looks for credentials, in a child process: added lines of one file in, JSON out.

A question is `{"name": "where/it.py", "lines": [[7, "text"], ...]}`, an answer `{"found": [[7, "GitHub Token"], ...]}`:
numbers and kinds, never anything of a line. detect-secrets does the finding, by its plugins for one line; what it has
no plugin for is added in its own manner. There are two sorts:

- *Shapes*: what can hardly be anything else, wherever it stands. No comment, file name or way of writing excuses it.
- *Guesses*: a name like `password` with a value that looks like one. Here the filters of detect-secrets apply, but for
  the comment by which a file excuses itself; and lists of checksums (lock files) are not guessed at.

Nothing is verified: that would send what was found to somebody else. detect-secrets gets nothing to talk with.
"""

import json
import math
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from types import ModuleType
from typing import Any, cast

_NO_REQUESTS: Any = ModuleType("requests")
_NO_REQUESTS.Response = object
# It would also take most of the time to start.
sys.modules.setdefault("requests", _NO_REQUESTS)

# ruff: noqa: E402 - imported without what it would talk with
from detect_secrets.filters import heuristic
from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector
from detect_secrets.util.filetype import FileType, determine_file_type

CPU_SECONDS = 10
MOST_FOUND = 1000
WINDOW = 4096
"""A longer line is searched in pieces that overlap: some patterns take the square of what they are given."""

_OVERLAP = 1024
_CODE = frozenset(
    {
        *(FileType.CLS, FileType.GO, FileType.JAVA, FileType.JAVASCRIPT, FileType.PHP, FileType.OBJECTIVE_C),
        *(FileType.PYTHON, FileType.SWIFT, FileType.C_SHARP, FileType.C, FileType.C_PLUS_PLUS),
    }
)
_MORE_CODE = (".jsx", ".ts", ".tsx", ".rb", ".rs", ".kt", ".scala", ".h", ".hpp", ".cc", ".lua", ".pl", ".dart", ".vue")
_NAMES = r"[\w.-]*(?:token|passphrase|api[-_.]?key|access[-_.]?key|credentials?|secret|passw(?:or)?d|pwd)[\w.-]*"
_GIVEN = r"[\"'\])]{0,2}[ \t]*(?:=>|:=|={1,3}|!==?|:)[ \t]*"


_TOKENS = (
    r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
    r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])",
    r"xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{40,}",
    r"xoxe\.xox[bp]-\d-[A-Za-z0-9]{100,}",
    r"whsec_[A-Za-z0-9+/]{32,}",
    r"sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{60,}",
    r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])",
    r"GOCSPX-[A-Za-z0-9_-]{28}",
    r"sq0atp-[A-Za-z0-9_-]{22}",
    r"hv[sb]\.[A-Za-z0-9_-]{24,}",
    r"do[opr]_v1_[a-f0-9]{64}",
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    r"hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])",
    r"dapi[a-f0-9]{32}",
    r"dckr_pat_[A-Za-z0-9_-]{27}",
    r"ATATT3[A-Za-z0-9_=-]{100,}",
    r"AGE-SECRET-KEY-1[0-9A-Z]{58}",
)


class _MoreTokens(RegexBasedDetector):
    """Tokens with a prefix of their own that detect-secrets does not know; one expression, for speed."""

    secret_type = "Access Token"  # noqa: S105 - a kind, not a token
    denylist = (re.compile(rf"(?<![A-Za-z0-9_-])(?:{'|'.join(_TOKENS)})"),)


class _MorePrivateKeys(RegexBasedDetector):
    """Headers of private keys that detect-secrets does not know."""

    secret_type = PrivateKeyDetector.secret_type
    denylist = tuple(re.compile(header) for header in ("BEGIN ENCRYPTED PRIVATE KEY", "PuTTY-User-Key-File-3"))


class _DiscordWebhook(RegexBasedDetector):
    """Whoever has the address may write there."""

    secret_type = "Discord Webhook"  # noqa: S105 - a kind
    denylist = (re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,}"),)


class _Quoted(RegexBasedDetector):
    """Names that detect-secrets has no keyword for (`token`), or spells otherwise (`api-key`)."""

    secret_type = "Named Secret"  # noqa: S105 - a kind
    denylist = (re.compile(rf"{_NAMES}{_GIVEN}@?[bruf]{{0,2}}([\"'`])([^\"'`\s]{{8,}})\1", re.IGNORECASE),)

    def analyze_string(self, string: str) -> Generator[str, None, None]:
        """The values alone, without the quote."""
        yield from (match[2] for regex in self.denylist for match in regex.finditer(string))


class _Bare(RegexBasedDetector):
    """The same where values stand without quotes: `.env`, shell, YAML, command lines."""

    secret_type = _Quoted.secret_type
    denylist = (re.compile(rf"{_NAMES}{_GIVEN}([^\"'`\s,;]{{8,}})", re.IGNORECASE),)


class _Keyword(KeywordDetector):
    secret_type = _Quoted.secret_type


_SHAPES: tuple[RegexBasedDetector, ...] = tuple(
    kind()
    for kind in (
        *(AWSKeyDetector, AzureStorageKeyDetector, CloudantDetector, DiscordBotTokenDetector, GitHubTokenDetector),
        *(GitLabTokenDetector, JwtTokenDetector, MailchimpDetector, NpmDetector, OpenAIDetector, PrivateKeyDetector),
        *(PypiTokenDetector, SendGridDetector, SlackDetector, SoftlayerDetector, SquareOAuthDetector, StripeDetector),
        *(TelegramBotTokenDetector, TwilioKeyDetector, _MoreTokens, _MorePrivateKeys, _DiscordWebhook),
    )
)
_LIKELY: tuple[RegexBasedDetector, ...] = tuple(
    kind() for kind in (ArtifactoryDetector, BasicAuthDetector, IbmCloudIamDetector, IbmCosHmacDetector)
)
"""A shape that much else has too: what is found must look like a credential besides."""

_KEYWORD, _QUOTED, _BARE = _Keyword(), _Quoted(), _Bare()
_TELLING = re.compile(r"key|pass|pwd|secret|token|credential|contrase", re.IGNORECASE)
"""In every line that a guess can be made of."""

_PLACEHOLDER = re.compile(
    r"example|sample|dummy|fake|test|change|placeholder|redacted|passw|secret|token|your|todo|qwert|hunter|deadbeef"
    r"|\*\*\*|\.\.\.|^(?:str|int|none|null|true|false|self)\b",
    re.IGNORECASE,
)
_SHORT_PLACEHOLDER = re.compile(r"foo|bar|xxx|1234|abcd", re.IGNORECASE)
_SHORT = 24
"""In what is longer, four letters come together by chance."""

_REFERENCE = re.compile(
    r"^[$%<{(\[&*]|[(){}<>\[\]]|::|->|://|^\.{0,2}/"  # of a language
    r"|^[\w-]+(?:\.[A-Za-z_][\w-]*)+$"  # a.dotted.name
    r"|^[a-z]+\d{0,4}(?:[-_.:/][a-z]*\d{0,4})+$"  # words-with-2-dashes
    r"|^[A-Z]+(?:_[A-Z]*\d{0,4})+$"  # A_CONSTANT_2
)
_EXCUSES: tuple[Callable[[str], bool], ...] = (
    heuristic.is_sequential_string,
    heuristic.is_potential_uuid,
    heuristic.is_templated_secret,
    heuristic.is_prefixed_with_dollar_sign,
    heuristic.is_not_alphanumeric_string,
)


def search(name: str, lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Every line with a credential, once for each kind."""
    pieces = [(number, piece) for number, line in lines for piece in _pieces(line)]
    text = "\n".join(piece for _, piece in pieces)
    shapes, likely = _useful(_SHAPES, text), _useful(_LIKELY, text)
    guesses = _guesses(name)
    found: dict[tuple[int, str], None] = {}
    for number, piece in pieces:
        kinds = _shaped(piece, shapes, likely) or _guessed(name, piece, guesses)
        found |= dict.fromkeys((number, kind) for kind in kinds)
    return list(found)


def _shaped(piece: str, shapes: Iterable[RegexBasedDetector], likely: Iterable[RegexBasedDetector]) -> list[str]:
    kinds = [plugin.secret_type for plugin in shapes if _finds_real(plugin, piece)]
    return kinds + [plugin.secret_type for plugin in likely if _finds_random(plugin, piece)]


def _pieces(line: str) -> Iterator[str]:
    if len(line) <= WINDOW:
        return iter((line,))
    return (line[start : start + WINDOW] for start in range(0, len(line) - _OVERLAP, WINDOW - _OVERLAP))


def _useful(plugins: Iterable[RegexBasedDetector], text: str) -> list[RegexBasedDetector]:
    """Those that find anything in all lines at once; most find nothing in most changes."""
    return [plugin for plugin in plugins if any(regex.search(text) for regex in plugin.denylist)]


def _finds_real(plugin: RegexBasedDetector, piece: str) -> bool:
    """Whether it finds something: judged by the whole of it, for some plugins give a part."""
    if next(iter(plugin.analyze_string(piece)), None) is None:
        return False
    return any(_is_real(match[0]) for regex in plugin.denylist for match in regex.finditer(piece))


def _finds_random(plugin: RegexBasedDetector, piece: str) -> bool:
    return any(_looks_random(value.strip(' "=:')) for value in plugin.analyze_string(piece))


def _is_real(value: str) -> bool:
    """No example of the documentation (`AKIA...EXAMPLE`), no row of crosses."""
    if "PRIVATE KEY" in value or value.startswith("PuTTY"):
        return True
    return "example" not in value.lower() and len(set(value)) >= 8


def _guesses(name: str) -> tuple[BasePlugin, ...]:
    if heuristic.is_lock_file(name) or heuristic.is_non_text_file(name):
        return ()
    quotes_needed = determine_file_type(name) in _CODE or name.endswith(_MORE_CODE)
    return (_KEYWORD, _QUOTED) if quotes_needed else (_KEYWORD, _QUOTED, _BARE)


def _guessed(name: str, line: str, guesses: Iterable[BasePlugin]) -> list[str]:
    if _TELLING.search(line) is None:
        return []
    found = [secret for plugin in guesses for secret in plugin.analyze_line(filename=name, line=line)]
    return [secret.type for secret in found if _looks_random(cast(str, secret.secret_value))]


def _looks_random(value: str) -> bool:
    """Characters of several sorts that hardly repeat, and no word by which people say that it is none."""
    if len(value) < 8 or any(map(str.isspace, value)) or not _mixed(value):
        return False
    if _PLACEHOLDER.search(value) or (len(value) < _SHORT and _SHORT_PLACEHOLDER.search(value)):
        return False
    if _REFERENCE.search(value) or any(excuse(value) for excuse in _EXCUSES):
        return False
    return _entropy(value) >= min(3.0, 0.85 * math.log2(len(value)))


def _mixed(value: str) -> bool:
    """Digits beside letters, or capitals, small letters and signs together."""
    digits, capitals, small = (any(map(sort, value)) for sort in (str.isdigit, str.isupper, str.islower))
    signs = any(not character.isalnum() and character not in "_-.:/" for character in value)
    return (digits and (capitals or small or signs)) or (capitals and small and signs)


def _entropy(value: str) -> float:
    counts = (value.count(character) for character in set(value))
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


def prepare() -> None:
    """Files of detect-secrets and codecs are read now."""
    search("prepare.env", [(1, "password = 'x'")])


def answer(question: bytes) -> bytes:
    """The answer to one file's added lines, or to a part of them."""
    asked: dict[str, Any] = json.loads(question)
    found = search(asked["name"], ((number, line) for number, line in asked["lines"]))
    return json.dumps({"found": found[:MOST_FOUND], "cut": len(found) > MOST_FOUND}).encode()
