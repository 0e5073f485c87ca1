"""What runs the containers: a server of the tests, that is told what to start."""

import json
import urllib.error
import urllib.request
from typing import Any


class Engine:
    """Without an address there are no containers: endpoints come up, and cannot be asked."""

    def __init__(self, address: str | None) -> None:
        self.address = address

    def start(self, container: dict[str, Any]) -> str | None:
        """The identity of what was started; `None` when it does not answer its ping."""
        if self.address is None:
            return ""
        try:
            return json.loads(self.send("/start", json.dumps(container).encode(), {}))["id"]
        except urllib.error.HTTPError:
            return None

    def stop(self, identity: str) -> None:
        if self.address is not None:
            self.send(f"/{identity}/stop", b"", {})

    def ask(
        self, identity: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, str, bytes]:
        """Status, content type and body of what the container answered."""
        request = urllib.request.Request(
            f"{self.address}/{identity}/invocations", data=body, headers=headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, response.headers["Content-Type"], response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"] or "", error.read()

    def send(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        request = urllib.request.Request(f"{self.address}{path}", data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request) as response:
            return response.read()
