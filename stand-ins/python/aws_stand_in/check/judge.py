"""Holds recorded exchanges against AWS's models: JSON comes in on standard input, the violations go out."""

import io
import json
import sys
from typing import Any

from aws_stand_in.check.exchange import Request, Response
from aws_stand_in.check.operations import find_operation
from aws_stand_in.check.requests import problems_with_request
from aws_stand_in.check.responses import problems_with_response


def violations_of(exchange: dict[str, Any]) -> list[str]:
    request = Request(environment_of(exchange["request"]))
    operation = find_operation(request)
    if operation is None:
        return [f"{request.method} {request.path} is no operation of {request.signing_name or 'any service'}"]
    given = exchange["response"]
    response = Response(given["status"], given["headers"], given["body"].encode())
    return [
        *(f"request of {operation}: {problem}" for problem in problems_with_request(request, operation)),
        *(f"response of {operation}: {problem}" for problem in problems_with_response(response, operation)),
    ]


def environment_of(request: dict[str, Any]) -> dict[str, Any]:
    """As a WSGI server would describe the request."""
    body = request["body"].encode()
    headers = {name.upper().replace("-", "_"): value for name, value in request["headers"].items()}
    content_type = headers.pop("CONTENT_TYPE", "")
    headers.pop("CONTENT_LENGTH", None)
    return {
        "REQUEST_METHOD": request["method"],
        "PATH_INFO": request["path"].partition("?")[0],
        "RAW_URI": request["path"],
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name}": value for name, value in headers.items()},
    }


if __name__ == "__main__":
    exchanges = json.load(sys.stdin)
    json.dump([line for exchange in exchanges for line in violations_of(exchange)], sys.stdout)
