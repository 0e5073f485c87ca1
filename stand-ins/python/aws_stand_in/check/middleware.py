"""The check as a WSGI layer."""

import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from aws_stand_in.check.exchange import Request, Response
from aws_stand_in.check.operations import Operation, find_operation
from aws_stand_in.check.requests import problems_with_request
from aws_stand_in.check.responses import has_stream, problems_with_response

PROTOCOLS = ("json", "rest-json", "query", "ec2", "rest-xml")


class ModelCheck:
    """Keeps a line for everything that a real service would not have taken or sent."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.violations: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith("/moto-api"):
            return self.application(environ, start_response)
        operation = self.identify(request)
        if operation is None:
            return self.application(environ, start_response)
        self.note("request", operation, lambda: problems_with_request(request, operation))
        return self.answer(operation, environ, start_response)

    def identify(self, request: Request) -> Operation | None:
        try:
            operation = find_operation(request)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            operation = None
        if operation is None:
            service = request.signing_name or "a service: it is not signed"
            self.violations.append(f"{request.method} {request.path} is no operation of {service}")
        elif operation.service.protocol not in PROTOCOLS:
            self.violations.append(f"{operation} speaks {operation.service.protocol}, which is not checked")
            return None
        return operation

    def answer(
        self, operation: Operation, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            started.append((int(status.split()[0]), dict(headers)))
            return start_response(status, headers, *rest)

        try:
            chunks = self.application(environ, start)
        except Exception as error:
            self.violations.append(f"response of {operation}: {type(error).__name__}: {error}")
            raise
        status, headers = started[0]
        is_passed_on = has_stream(operation) and status < 400
        content = b"" if is_passed_on else b"".join(chunks)
        response = Response(status, headers, content)
        self.note("response", operation, lambda: problems_with_response(response, operation))
        return chunks if is_passed_on else [content]

    def note(self, what: str, operation: Operation, find: Callable[[], list[str]]) -> None:
        try:
            problems = find()
        except Exception:
            problems = [f"cannot be checked: {traceback.format_exc()}"]
        self.violations.extend(f"{what} of {operation}: {problem}" for problem in problems)
