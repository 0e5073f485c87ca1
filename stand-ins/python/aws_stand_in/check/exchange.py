"""A request and its response as they are on the wire."""

import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl


class Request:
    def __init__(self, environ: dict[str, Any]) -> None:
        self.environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        path, _, query = environ.get("RAW_URI", environ["PATH_INFO"]).partition("?")
        self.path: str = path
        self.query: list[tuple[str, str]] = parse_qsl(query, keep_blank_values=True)
        self.headers: dict[str, str] = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if environ.get(name):
                self.headers[name.replace("_", "-").lower()] = environ[name]

    @property
    def signing_name(self) -> str:
        return self.scope[3] if self.scope else ""

    @property
    def signing_region(self) -> str:
        return self.scope[2] if self.scope else ""

    @property
    def scope(self) -> list[str]:
        """Of the signature: key/date/region/service/aws4_request."""
        scope = self.headers.get("authorization", "").partition("Credential=")[2].split(",")[0]
        scope = scope or dict(self.query).get("X-Amz-Credential", "")
        return scope.split("/") if scope.count("/") == 4 else []

    @cached_property
    def body(self) -> bytes:
        """Read once, and put back for whoever answers."""
        length = int(self.environ.get("CONTENT_LENGTH") or 0)
        content: bytes = self.environ["wsgi.input"].read(length)
        self.environ["wsgi.input"] = io.BytesIO(content)
        return content

    def keep_body(self) -> None:
        """Before whoever answers reads it: afterwards it would be empty here."""
        _ = self.body

    @cached_property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True)


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes
