"""Small files of default branches, many repositories at once."""

from typing import Any

from homebot.adapters.github.client import Client
from homebot.adapters.github.contents import LARGEST_BYTES, Folder, FoundFile, files
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Reply, Seen, Wire


def is_text(name: str) -> bool:
    """What these tests want."""
    return name.endswith(".txt")


def test_files_of_several_repositories_come_in_two_queries(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    one = company.repository({"a.txt": "ä\n", "b.py": "", "deep/er/c.txt": "c\n", "d.txt/e": ""})
    other = company.repository({"z.txt": "z\n"})
    folders = [Folder(one), Folder(one, "deep/er"), Folder(other), Folder(one, "absent"), Folder("acme/absent")]
    with company.github(calls).job(one) as client:
        found = files(client, folders, is_text)
    assert found == (
        FoundFile(Folder(one), "a.txt", "ä\n"),
        FoundFile(Folder(one, "deep/er"), "c.txt", "c\n"),
        FoundFile(Folder(other), "z.txt", "z\n"),
    )
    assert [operation for kind, operation in calls if kind == "read"] == ["folders", "manifests"]


def test_without_a_file_that_is_wanted_there_is_no_second_query(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    repository = company.repository({"a.py": ""})
    with company.github(calls).job(repository) as client:
        assert files(client, [Folder(repository)], is_text) == ()
        assert files(client, [], is_text) == ()
    assert [operation for kind, operation in calls if kind == "read"] == ["folders"]


def tree(**sizes: int | None) -> dict[str, Any]:
    """A folder with files of these sizes, and a folder named like a file."""
    blobs = [{"name": f"{name}.txt", "type": "blob", "size": size} for name, size in sizes.items()]
    return {"object": {"entries": [*blobs, {"name": "folder.txt", "type": "tree", "size": 0}, None]}}


def serve(wire: Wire, *folders: dict[str, Any] | None, blob: Any = None) -> list[list[str]]:
    """A GitHub with these folders, each file being `blob`; collects the expressions of each query."""
    asked: list[list[str]] = []

    def answer(seen: Seen) -> Reply:
        variables = seen.body["variables"]
        asked.append([variables[f"e{number}"] for number in range(len(variables) // 3)])
        if "Tree" in seen.body["query"]:
            return Reply(200, {"data": {f"r{number}": folder for number, folder in enumerate(folders)}})
        return Reply(200, {"data": {f"r{number}": {"object": blob} for number in range(len(asked[-1]))}})

    wire.on_query(answer)
    return asked


def test_a_file_that_is_too_large_is_named_and_never_asked_for(wire: Wire, client: Client) -> None:
    asked = serve(wire, tree(small=10, large=LARGEST_BYTES + 1, exact=LARGEST_BYTES), blob={"text": "x"})
    found = {one.name: one.text for one in files(client, [Folder("acme/a")], is_text)}
    assert found == {"large.txt": None, "small.txt": "x", "exact.txt": "x"}
    assert asked == [["HEAD:"], ["HEAD:small.txt", "HEAD:exact.txt"]]


def test_no_answer_holds_more_than_a_few_megabytes(wire: Wire, client: Client) -> None:
    asked = serve(wire, tree(**{f"f{number}": LARGEST_BYTES for number in range(20)}), blob={"text": ""})
    assert len(files(client, [Folder("acme/a", "deep")], is_text)) == 20
    assert [len(one) for one in asked] == [1, 8, 8, 4]
    assert asked[1][0] == "HEAD:deep/f0.txt"


def test_twenty_files_a_folder_and_twenty_folders_a_query(wire: Wire, client: Client) -> None:
    asked = serve(wire, *[tree(**{f"f{number}": 1 for number in range(30)})] * 20, blob={"text": ""})
    found = files(client, [Folder(f"acme/r{number}") for number in range(25)], is_text)
    assert len(found) == 25 * 20
    assert [len(one) for one in asked] == [20, 400, 5, 100]


def test_what_is_binary_cut_or_gone_has_no_text(wire: Wire, client: Client) -> None:
    for blob in (None, {"text": None, "isTruncated": None}, {"text": "x", "isTruncated": True}):
        fresh = Wire("")
        serve(fresh, tree(a=1), None, {"object": None}, blob=blob)
        wire.take(fresh)
        found = files(client, [Folder("acme/a"), Folder("acme/b"), Folder("acme/c")], is_text)
        assert found == (FoundFile(Folder("acme/a"), "a.txt", None),)
