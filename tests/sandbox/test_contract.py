"""GitHub's own descriptions, as the sandbox holds them against requests and answers."""

import gzip
import json
import random
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from homebot.sandbox.contract import HERE, ROOT, Contract, Operation

COMMENTS = "/repos/acme/ledgerd/issues/7/comments"
CHECKS = "/repos/acme/ledgerd/check-runs"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract()


def operation(contract: Contract, method: str, path: str) -> Operation:
    """The operation; it must be described."""
    found = contract.find(method, path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("GET", "/app", "/app"),
        ("POST", COMMENTS, "/repos/{owner}/{repo}/issues/{issue_number}/comments"),
        ("GET", "/repos/a/b/issues/comments/5", "/repos/{owner}/{repo}/issues/comments/{comment_id}"),
        ("PATCH", f"{CHECKS}/5", "/repos/{owner}/{repo}/check-runs/{check_run_id}"),
    ],
)
def test_a_path_finds_its_operation(contract: Contract, method: str, path: str, template: str) -> None:
    assert operation(contract, method, path).path == template


@pytest.mark.parametrize(("method", "path"), [("GET", "/no/such/thing"), ("DELETE", "/app"), ("GET", "/app/")])
def test_what_github_does_not_describe_is_not_found(contract: Contract, method: str, path: str) -> None:
    assert contract.find(method, path) is None


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "is_right"),
    [
        ("POST", COMMENTS, {}, {"body": "hello"}, True),
        ("POST", COMMENTS, {}, {"body": 7}, False),
        ("POST", COMMENTS, {}, {}, False),
        ("POST", COMMENTS, {}, None, False),
        ("GET", COMMENTS, {"per_page": "50"}, None, True),
        ("GET", COMMENTS, {"per_page": "many"}, None, False),
        ("POST", CHECKS, {}, {"name": "x", "head_sha": "a" * 40}, True),
        ("POST", CHECKS, {}, {"name": "x"}, False),
        ("PUT", "/repos/a/b/pulls/1/merge", {}, {"merge_method": "squash"}, True),
        ("PUT", "/repos/a/b/pulls/1/merge", {}, {"merge_method": "force"}, False),
    ],
)
def test_a_request_is_held_against_its_description(
    contract: Contract, method: str, path: str, query: dict[str, str], body: Any, is_right: bool
) -> None:
    errors = contract.request_errors(operation(contract, method, path), query, body)
    assert (errors == []) is is_right, errors


def test_an_answer_is_made_whole_and_held_against_its_description(contract: Contract) -> None:
    said = operation(contract, "POST", COMMENTS)
    bare = {"id": 1, "body": "hello"}
    assert contract.answer_errors(said, 201, bare) != []
    whole = contract.complete(said, 201, bare)
    assert contract.answer_errors(said, 201, whole) == []
    assert bare.items() <= whole.items()


def test_an_answer_of_the_wrong_type_is_not_made_right(contract: Contract) -> None:
    said = operation(contract, "POST", COMMENTS)
    assert contract.answer_errors(said, 201, contract.complete(said, 201, {"id": "one"})) != []


def test_a_status_github_does_not_give_is_wrong(contract: Contract) -> None:
    said = operation(contract, "POST", COMMENTS)
    assert contract.answer_errors(said, 200, {}) == ["status 200 is not described"]
    assert contract.answer_errors(said, 403, {}) == []


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("PullRequest", {"headRefOid", "isDraft", "timelineItems", "reviewRequests", "viewerDidAuthor"}),
        ("IssueComment", {"fullDatabaseId", "viewerDidAuthor", "body"}),
        ("CheckRun", {"externalId", "conclusion", "status"}),
    ],
)
def test_the_graphql_schema_is_githubs(contract: Contract, name: str, fields: set[str]) -> None:
    found = contract.graphql.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    assert fields <= set(found.fields)


def test_states_are_githubs(contract: Contract) -> None:
    found = contract.graphql.type_map["PullRequestState"]
    assert isinstance(found, GraphQLEnumType)
    assert set(found.values) == {"OPEN", "CLOSED", "MERGED"}


def bent(value: Any, choose: random.Random) -> Any:
    """The value with one thing in it left out or replaced."""
    if isinstance(value, dict) and value and choose.random() < 0.85:
        name = choose.choice(sorted(value))
        rest = {key: one for key, one in value.items() if key != name}
        return rest if choose.random() < 0.25 else rest | {name: bent(value[name], choose)}
    return choose.choice([None, 1, 1.0, 1.5, "x", True, [], {}, ["a"], 2**40, "2026-01-01T00:00:00Z"])


def test_both_validators_give_the_same_verdict(contract: Contract) -> None:
    """The fast one of the server, and the reference in Python, over every answer GitHub describes."""
    choose = random.Random(0)
    document = json.loads(gzip.decompress((HERE / "rest.json.gz").read_bytes()))
    registry: Any = Registry().with_resource(ROOT, DRAFT202012.create_resource(document))
    verdicts = []
    for one in contract.operations:
        for status, schema in one.description["answers"].items():
            if schema is not None and status.isdigit():
                reference = Draft202012Validator({"$ref": f"{one.pointer}/answers/{status}"}, registry=registry)
                whole = contract.complete(one, int(status), {})
                for body in (whole, bent(whole, choose), bent(whole, choose), [whole], [bent(whole, choose)]):
                    is_right = reference.is_valid(body)
                    assert (contract.answer_errors(one, int(status), body) == []) is is_right, (one.path, body)
                    verdicts.append(is_right)
    assert min(verdicts.count(True), verdicts.count(False)) > 100
