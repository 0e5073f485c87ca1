"""Folders of a node, and the prefixes of moto's S3 that they come from and go to."""

from pathlib import Path
from typing import Any

from moto.s3.models import s3_backends


def place(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def backend_of(bucket: str) -> Any:
    """Of the account that the bucket belongs to; none where nobody has it."""
    partition, account = s3_backends.bucket_accounts.get(bucket, (None, None))
    return s3_backends[account][partition] if account is not None else None


def keys_under(uri: str) -> list[str]:
    """By their beginnings alone, as SageMaker takes a prefix."""
    bucket, prefix = place(uri)
    backend = backend_of(bucket)
    if backend is None:
        return []
    return [key for key in list(backend.buckets[bucket].keys) if key.startswith(prefix)]


def bring(uri: str, folder: Path) -> None:
    """What is below the last `/` of the prefix keeps its path."""
    bucket, prefix = place(uri)
    cut = prefix.rfind("/") + 1
    folder.mkdir(parents=True, exist_ok=True)
    for key in keys_under(uri):
        found = backend_of(bucket).get_object(bucket, key)
        if found is None or key.endswith("/"):
            continue
        path = folder / key[cut:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found.value)


class Sync:
    """Brings what changes in a folder to a prefix. What is removed stays there."""

    def __init__(self, folder: Path, uri: str) -> None:
        self.folder = folder
        self.bucket, prefix = place(uri)
        self.prefix = prefix if prefix.endswith("/") else f"{prefix}/"
        self.sent: dict[Path, tuple[int, int]] = {}

    def run(self) -> None:
        for path in sorted(self.folder.rglob("*")):
            try:
                status = path.stat()
                body = path.read_bytes() if path.is_file() else None
            except FileNotFoundError:
                # It was renamed meanwhile.
                continue
            state = (status.st_mtime_ns, status.st_size)
            if body is None or self.sent.get(path) == state:
                continue
            key = self.prefix + path.relative_to(self.folder).as_posix()
            backend_of(self.bucket).put_object(self.bucket, key, body)
            self.sent[path] = state
