"""Credentials of many kinds where people leave them, made up from a seed: none of them lies in this repository."""

import base64
import json
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

EACH = 6
HEX = "0123456789abcdef"
LETTERS = string.ascii_letters + string.digits
URL_SAFE = LETTERS + "-_"
BASE64 = LETTERS + "+/"
UPPER = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits

Make = Callable[[Random], str]


@dataclass(frozen=True)
class Planted:
    """A credential of some kind in a file of its own. `secret` stands on line `line` of `text`."""

    kind: str
    name: str
    text: str
    line: int
    secret: str


def some(chance: Random, alphabet: str, length: int) -> str:
    return "".join(chance.choices(alphabet, k=length))


def with_prefix(prefix: str, alphabet: str, length: int) -> Make:
    return lambda chance: prefix + some(chance, alphabet, length)


def one_of(*makes: Make) -> Make:
    return lambda chance: chance.choice(makes)(chance)


def jwt(chance: Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": some(chance, string.digits, 10), "admin": True})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*encoded, some(chance, URL_SAFE, 43)))


def password(chance: Random) -> str:
    """Sixteen characters, as a password manager makes them: some of each sort, no quotes."""
    sorts = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!#^_-+")
    found = [chance.choice(sort) for sort in sorts] + chance.choices("".join(sorts), k=12)
    chance.shuffle(found)
    return "".join(found)


def url_password(chance: Random) -> str:
    return some(chance, LETTERS, 16)


def plain_in(*lines: str) -> tuple[tuple[str, str], ...]:
    """(file name, line) of a few places where a token stands; `{}` is the token."""
    return (*CODE, *((name, line) for name, line in (one.split("|", 1) for one in lines)))


CODE = (
    ("client.py", 'client = Client("{}")'),
    ("app/settings.py", "    'auth': '{}',"),
    ("web/main.js", "const KEY = '{}';"),
    (".env", "SERVICE_VALUE={}"),
    ("deploy/values.yaml", "  value: {}"),
    ("config.json", '  "value": "{}",'),
    ("main.tf", '  value = "{}"'),
    ("run.sh", "curl -H 'Authorization: Bearer {}' https://api.example.com/"),
    ("README.md", "Use `{}` to log in."),
)
NAMED = (
    ("settings.py", 'API_TOKEN = "{}"'),
    ("settings.py", "DATABASE = {{'password': '{}', 'host': 'db'}}"),
    ("settings.py", 'connect(host, password="{}")'),
    ("main.js", "const apiSecret = '{}';"),
    ("main.ts", "  clientSecret: '{}',"),
    (".env", "SECRET_KEY={}"),
    (".env.production", "export APP_TOKEN={}"),
    ("docker-compose.yml", "      POSTGRES_PASSWORD: {}"),
    ("config.yaml", 'api_key: "{}"'),
    ("config.json", '  "client_secret": "{}",'),
    ("main.tf", '  master_password = "{}"'),
    ("Main.java", 'String dbPassword = "{}";'),
    ("app.properties", "spring.datasource.password={}"),
    ("Dockerfile", "ENV ACCESS_TOKEN={}"),
    ("main.go", 'authToken := "{}"'),
    ("settings.toml", 'secret_key = "{}"'),
)
URLS = (
    ("settings.py", 'URL = "https://deploy:{}@internal.acme.io/path"'),
    (".env", "ARTIFACTS=https://ci:{}@packages.acme.io/simple"),
    ("run.sh", "git clone https://bot:{}@git.acme.io/x.git"),
)
DATABASES = (
    (".env", "DATABASE_URL=postgresql://app:{}@db.acme.io:5432/app"),
    ("settings.py", 'ENGINE = create_engine("mysql+pymysql://root:{}@db/app")'),
    ("config.yaml", "broker: amqp://worker:{}@rabbit:5672/"),
    ("main.js", "mongoose.connect('mongodb+srv://admin:{}@cluster0.acme.io/app');"),
    ("main.go", 'redis := "redis://default:{}@cache:6379"'),
)
AWS_SECRETS = (
    (".env", "AWS_SECRET_ACCESS_KEY={}"),
    ("settings.py", 'aws_secret_access_key = "{}"'),
    ("config.yaml", "aws_secret_access_key: {}"),
    ("credentials", "aws_secret_access_key = {}"),
    ("main.tf", '  secret_key = "{}"'),
)
KEYS = tuple(
    f"-----BEGIN {kind}-----" for kind in ("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY",
    "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "ENCRYPTED PRIVATE KEY")
)  # fmt: skip
KINDS: dict[str, tuple[Make, tuple[tuple[str, str], ...]]] = {
    "AWS key id": (one_of(with_prefix("AKIA", UPPER, 16), with_prefix("ASIA", UPPER, 16)), CODE),
    "AWS secret": (with_prefix("", BASE64, 40), AWS_SECRETS),
    **{f"GitHub {prefix}": (with_prefix(f"{prefix}_", LETTERS, 36), CODE) for prefix in ("ghp", "gho", "ghs", "ghr")},
    "GitHub fine-grained": (
        lambda chance: f"github_pat_{some(chance, LETTERS, 22)}_{some(chance, LETTERS, 59)}",
        CODE,
    ),
    "GitLab": (with_prefix("glpat-", URL_SAFE, 20), CODE),
    "Slack token": (
        lambda chance: (
            f"xoxb-{some(chance, '123456789', 12)}-{some(chance, '123456789', 12)}-{some(chance, LETTERS, 24)}"
        ),
        CODE,
    ),
    "Slack webhook": (
        lambda chance: (
            "https://hooks.slack.com/services/"
            f"T{some(chance, UPPER, 10)}/B{some(chance, UPPER, 10)}/{some(chance, LETTERS, 24)}"
        ),
        CODE,
    ),
    "Stripe": (one_of(with_prefix("sk_live_", LETTERS, 24), with_prefix("rk_live_", LETTERS, 24)), CODE),
    "Twilio": (with_prefix("SK", HEX, 32), CODE),
    "SendGrid": (lambda chance: f"SG.{some(chance, URL_SAFE, 22)}.{some(chance, URL_SAFE, 43)}", CODE),
    "Mailchimp": (lambda chance: f"{some(chance, HEX, 32)}-us{chance.randint(1, 21)}", CODE),
    "npm": (
        with_prefix("npm_", LETTERS, 36),
        plain_in(".npmrc|//registry.acme.io/:_authToken={}"),
    ),
    "PyPI": (with_prefix("pypi-AgEIcHlwaS5vcmc", URL_SAFE, 150), plain_in(".pypirc|password = {}")),
    "Azure storage": (
        lambda chance: some(chance, BASE64, 86) + "==",
        (
            (".env", "CONNECTION=DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={};EndpointSuffix=x"),
            ("settings.py", 'CONNECTION = "AccountName=acme;AccountKey={};"'),
        ),
    ),
    "GCP service account": (
        lambda chance: f"-----BEGIN PRIVATE KEY-----\\n{some(chance, BASE64, 64)}\\n",
        (("account.json", '  "private_key": "{}",'),),
    ),
    "GCP API key": (with_prefix("AIza", URL_SAFE, 35), CODE),
    "private key": (
        lambda chance: chance.choice(KEYS),
        (("id_rsa", "{}"), ("tests/server.pem", "{}"), ("settings.py", 'KEY = """{}'), ("values.yaml", "    {}")),
    ),
    "JWT": (jwt, CODE),
    "basic auth": (url_password, URLS),
    "database URL": (url_password, DATABASES),
    "Discord": (
        lambda chance: f"M{some(chance, LETTERS, 23)}.{some(chance, LETTERS, 6)}.{some(chance, URL_SAFE, 27)}",
        CODE,
    ),
    "Telegram": (lambda chance: f"{some(chance, '123456789', 10)}:{some(chance, URL_SAFE, 35)}", CODE),
    "OpenAI": (lambda chance: f"sk-{some(chance, LETTERS, 20)}T3BlbkFJ{some(chance, LETTERS, 20)}", CODE),
    "Anthropic": (with_prefix("sk-ant-api03-", URL_SAFE, 93), CODE),
    "Square": (with_prefix("sq0csp-", URL_SAFE, 43), CODE),
    "Artifactory": (
        with_prefix("AKCp", LETTERS, 69),
        ((".env", "JFROG={}"), ("setup.cfg", "pass: {}"), ("config.json", '"jfrog": "{}"')),
    ),
    "Cloudant": (
        with_prefix("", HEX, 64),
        (("settings.py", 'cloudant_password = "{}"'), (".env", "CLOUDANT_PASSWORD={}")),
    ),
    "IBM": (
        with_prefix("", URL_SAFE, 44),
        (("settings.py", 'ibm_cloud_api_key = "{}"'), (".env", "ibm-iam-api-key={}"), ("c.yaml", "cloud_iam_key: {}")),
    ),
    "Softlayer": (
        with_prefix("", LOWER, 64),
        (("settings.py", 'softlayer_api_key = "{}"'), ("c.yaml", "sl_token: {}")),
    ),
    "hexadecimal": (one_of(with_prefix("", HEX, 32), with_prefix("", HEX, 40), with_prefix("", HEX, 64)), NAMED),
    "base64": (one_of(with_prefix("", BASE64, 32), lambda chance: some(chance, BASE64, 43) + "="), NAMED),
    "password": (password, NAMED),
}


def planted(seed: int = 2026) -> Iterator[Planted]:
    """`EACH` credentials of every kind, in turn in the places where that kind is found."""
    chance = Random(seed)
    for kind, (make, places) in KINDS.items():
        for number in range(EACH):
            name, line = places[(number * 5) % len(places)] if len(places) % 5 else places[number % len(places)]
            secret = make(chance)
            text = f"one line\n\n{line.format(secret)}\nanother line\n"
            yield Planted(kind, f"{number}/{name}", text, 3, secret)
