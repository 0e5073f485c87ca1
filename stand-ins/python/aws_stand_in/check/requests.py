"""Whether a request is one that botocore itself would send."""

import json
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.etree import ElementTree

import botocore.serialize
from moto.core.parse import PROTOCOL_PARSERS
from werkzeug.datastructures import Headers, MultiDict

from aws_stand_in.check.exchange import Request
from aws_stand_in.check.operations import Operation
from aws_stand_in.check.shapes import problems_with, unknown_in_json

# What signing, tracing and framing add, whatever the operation.
TRANSPORT_HEADERS = {
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-decoded-content-length",
    "x-amz-security-token",
    "x-amz-target",
    "x-amz-trailer",
    "x-amz-user-agent",
    "x-amzn-query-mode",
}


def problems_with_request(request: Request, operation: Operation) -> list[str]:
    """
    The parameters are read from the request, held against the model, and written again by botocore. Whatever
    the request has and the copy has not is unknown to the service, and would be ignored or refused there.
    """
    shape = operation.model.input_shape
    parameters = read_parameters(request, operation) if shape is not None else {}
    if has_blob_body(operation):
        parameters.setdefault(shape.serialization["payload"], b"")
    found = problems_with(parameters, shape) if shape is not None else []
    if found:
        return found
    serializer = botocore.serialize.create_serializer(
        operation.service.protocol, include_validation=False
    )
    copy = serializer.serialize_to_request(parameters, operation.model)
    return [
        *path_differences(request, copy),
        *query_differences(request, copy),
        *header_differences(request, copy, operation),
        *body_differences(request, copy, operation),
    ]


def read_parameters(request: Request, operation: Operation) -> dict[str, Any]:
    parser = PROTOCOL_PARSERS[operation.service.protocol](operation.model)
    values = MultiDict(request.query)
    if operation.service.protocol in ("query", "ec2"):
        values = MultiDict(request.form)
    return parser.parse(
        {
            "body": b"" if has_blob_body(operation) else request.body,
            "headers": Headers(list(request.headers.items())),
            "method": request.method,
            # moto decodes them once more.
            "url_params": {name: quote(value, safe="") for name, value in operation.path_values.items()},
            "url_path": request.path,
            "values": values,
        }
    )


def has_blob_body(operation: Operation) -> bool:
    """Bytes of the user's: any are right, and there may be many."""
    shape = operation.model.input_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    return payload is not None and shape.members[payload].type_name == "blob"


def path_differences(request: Request, copy: dict[str, Any]) -> list[str]:
    expected = unquote(urlsplit(copy["url_path"]).path)
    if unquote(request.path).rstrip("/") == expected.rstrip("/"):
        return []
    return [f"the path is {request.path}, botocore's {expected}"]


def query_differences(request: Request, copy: dict[str, Any]) -> list[str]:
    expected = parse_qsl(urlsplit(copy["url_path"]).query, keep_blank_values=True)
    given = copy.get("query_string") or {}
    expected += given.items() if isinstance(given, dict) else parse_qsl(given)
    sent = [pair for pair in request.query if pair[0] != "x-id"]
    return differences("query parameter", dict(sent), {name: str(value) for name, value in expected})


def header_differences(request: Request, copy: dict[str, Any], operation: Operation) -> list[str]:
    # A checksum of the body may come with every operation that the model marks so.
    is_checked = operation.model.http_checksum_required or bool(operation.model.http_checksum)
    expected = {name.lower(): str(value) for name, value in copy["headers"].items()}
    extra = ("x-amz-checksum-",) if is_checked else ()
    sent = {
        name: value
        for name, value in request.headers.items()
        if name in expected or is_of_operation(name) and not name.startswith(extra)
    }
    for name in ("content-type", "x-amz-target"):
        sent.pop(name, None)
        expected.pop(name, None)
    return differences("header", sent, expected)


def is_of_operation(header: str) -> bool:
    return header.startswith("x-amz") and header not in TRANSPORT_HEADERS


def body_differences(request: Request, copy: dict[str, Any], operation: Operation) -> list[str]:
    if has_blob_body(operation):
        return []
    expected = copy["body"]
    if isinstance(expected, dict):
        return differences("parameter", dict(request.form), expected)
    sent = request.body.decode()
    text = expected.decode() if isinstance(expected, bytes) else expected
    if sent == text or body_form(sent) == body_form(text):
        return []
    is_json = operation.service.protocol in ("json", "rest-json")
    unknown = unknown_in_json(json.loads(sent), operation.model.input_shape) if is_json else ()
    found = [f"{path} is not in the model" for path in unknown]
    return found or [f"the body is {sent}, botocore's {text}"]


def body_form(text: str) -> Any:
    """Without what means nothing: spaces, and the order of names."""
    if text.startswith("<"):
        return element_form(ElementTree.fromstring(text))
    return json.loads(text or "{}")


def element_form(element: ElementTree.Element) -> Any:
    """Names, texts and children; the order of what has different names means nothing."""
    children = sorted((element_form(child) for child in element), key=lambda form: form[0])
    return (element.tag.rpartition("}")[2], (element.text or "").strip(), children)


def differences(kind: str, sent: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    unknown = [f"the {kind} {name}={sent[name]} is not in the model" for name in sent if name not in expected]
    missing = [f"the {kind} {name} is missing" for name in expected if name not in sent]
    other = [
        f"the {kind} {name} is {sent[name]}, botocore's {expected[name]}"
        for name in sent
        if name in expected and str(sent[name]) != str(expected[name])
    ]
    return unknown + missing + other
