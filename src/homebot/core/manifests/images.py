"""Names of container images: `registry:5000/acme/base:1.2@sha256:...`."""


def image(name: str) -> tuple[str, str]:
    """Where an image is (registry and path), and its version: the tag, for tags can be compared, else the digest. No
    tag is `latest`, which says nothing, so there is no version."""
    rest, _, digest = name.partition("@")
    path, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        path, tag = rest, ""
    return path, tag or digest
