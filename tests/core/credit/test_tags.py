"""Which packages a tag releases."""

import pytest

from homebot.core.credit.tags import released

REPOSITORY = "acme/mono"
ONE = {"ledgerd": ("pkg:pypi/acme-ledgerd-client",)}
NPM = {"web": ("pkg:npm/%40acme/client", "pkg:npm/%40acme/client-extra")}
GO = {"tool": ("pkg:golang/github.com/acme/mono", "pkg:golang/github.com/acme/mono/sub/dir/v2")}
IMAGE = {"api": ("pkg:docker/ghcr.io/acme/api",), "lib": ("pkg:maven/com.acme/lib",)}


@pytest.mark.parametrize(
    ("provides", "tag", "found"),
    [
        (ONE, "v1.2.0", {"pkg:pypi/acme-ledgerd-client": "1.2.0"}),
        (ONE, "1.2.0rc1", {"pkg:pypi/acme-ledgerd-client": "1.2.0rc1"}),
        (ONE, "release-1.2.0", {"pkg:pypi/acme-ledgerd-client": "1.2.0"}),
        (ONE, "release/1.2", {"pkg:pypi/acme-ledgerd-client": "1.2"}),
        (ONE, "20260401", {"pkg:pypi/acme-ledgerd-client": "20260401"}),
        (ONE, "acme-ledgerd-client/v1.2.0", {"pkg:pypi/acme-ledgerd-client": "1.2.0"}),
        (ONE, "Acme_Ledgerd.Client-v1.2.0", {"pkg:pypi/acme-ledgerd-client": "1.2.0"}),
        (ONE, "acme-ledgerd-client==1.2.0", {"pkg:pypi/acme-ledgerd-client": "1.2.0"}),
        (ONE, "ledgerd-v1.2.0", {"pkg:pypi/acme-ledgerd-client": "1.2.0"}),
        (NPM, "client-v1.2.0", {"pkg:npm/%40acme/client": "1.2.0"}),
        (NPM, "client@1.2.0", {"pkg:npm/%40acme/client": "1.2.0"}),
        (NPM, "@acme/client@1.2.0-rc.1", {"pkg:npm/%40acme/client": "1.2.0-rc.1"}),
        (NPM, "client-extra-v1.2.0", {"pkg:npm/%40acme/client-extra": "1.2.0"}),
        (NPM, "web-1.2.0", {"pkg:npm/%40acme/client": "1.2.0", "pkg:npm/%40acme/client-extra": "1.2.0"}),
        (GO, "v1.2.0", {"pkg:golang/github.com/acme/mono": "1.2.0"}),
        (GO, "sub/dir/v2.1.0", {"pkg:golang/github.com/acme/mono/sub/dir/v2": "2.1.0"}),
        (IMAGE, "lib-3.0.0", {"pkg:maven/com.acme/lib": "3.0.0"}),
        (IMAGE, "api/v3.0.0", {"pkg:docker/ghcr.io/acme/api": "3.0.0"}),
        (ONE, "v2", {}),
        (ONE, "nightly", {}),
        (ONE, "client-side-fix-1.2", {}),
        (ONE, "acme-ledgerd-client-latest", {}),
        (ONE, "other-v1.2.0", {}),
        (ONE, "v1.2.0 ; rm", {}),
        (ONE, "v" + "1." * 200 + "0", {}),
        ({}, "v1.2.0", {}),
    ],
)
def test_a_tag_says_by_its_name_what_it_releases(
    provides: dict[str, tuple[str, ...]], tag: str, found: dict[str, str]
) -> None:
    assert {one.package: one.version for one in released([tag], provides, REPOSITORY)} == found


def test_a_package_with_tags_of_its_own_is_not_released_by_plain_ones() -> None:
    tags = ["v3.0.0", "client@1.0.0"]
    assert {(one.package, one.version) for one in released(tags, NPM, REPOSITORY)} == {
        ("pkg:npm/%40acme/client", "1.0.0"),
        ("pkg:npm/%40acme/client-extra", "3.0.0"),
    }
