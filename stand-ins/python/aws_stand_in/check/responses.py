"""Whether a response is one that a client which knows the model can read."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import botocore.parsers
from botocore.awsrequest import HeadersDict
from botocore.model import Shape

from aws_stand_in.check.exchange import Response
from aws_stand_in.check.operations import Operation
from aws_stand_in.check.shapes import problems_with, unknown_in_json

TRANSPORT_HEADERS = {"x-amz-request-id", "x-amz-id-2", "x-amzn-requestid", "x-amzn-errortype"}
ENVELOPE = {"ResponseMetadata", "requestId", "RequestId"}


def problems_with_response(response: Response, operation: Operation) -> list[str]:
    if response.status >= 400:
        return problems_with_failure(response, operation)
    shape = operation.model.output_shape
    if shape is None:
        return []
    if has_events(operation):
        return unknown_headers(response, shape)
    if has_stream(operation):
        response = Response(response.status, response.headers, b"")
    parsed = parse(response, operation)
    parsed.pop("ResponseMetadata", None)
    if has_stream(operation):
        payload = shape.serialization["payload"]
        parsed[payload] = b"" if shape.members[payload].type_name == "blob" else ""
    return [
        *problems_with(parsed, shape),
        *unknown_headers(response, shape),
        *unknown_members(response, operation, shape),
    ]


def has_stream(operation: Operation) -> bool:
    """Bytes of the user's, which may be many."""
    shape = operation.model.output_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    return payload is not None and shape.members[payload].type_name in ("blob", "string")


def has_events(operation: Operation) -> bool:
    """Parts that come one after the other, each in a frame: the client checks their sums."""
    shape = operation.model.output_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    return payload is not None and bool(shape.members[payload].serialization.get("eventstream"))


def problems_with_failure(response: Response, operation: Operation) -> list[str]:
    # The answer to HEAD has no body, so all it can say is its status.
    if operation.model.http.get("method") == "HEAD":
        return []
    parsed = parse(response, operation)
    code = parsed.get("Error", {}).get("Code", "")
    if code and not code.isdigit():
        return []
    return [f"the failure {response.status} has no error code: {response.body[:200]!r}"]


def parse(response: Response, operation: Operation) -> dict[str, Any]:
    parser = botocore.parsers.create_parser(operation.service.protocol)
    return parser.parse(
        {
            "status_code": response.status,
            "headers": HeadersDict(response.headers),
            "body": response.body,
            "context": {"operation_name": operation.model.name},
        },
        operation.model.output_shape,
    )


def unknown_headers(response: Response, shape: Shape) -> list[str]:
    return [
        f"the header {name} is not in the model"
        for name in map(str.lower, response.headers)
        if name.startswith("x-amz") and name not in TRANSPORT_HEADERS and not is_modelled(name, shape)
    ]


def is_modelled(header: str, shape: Shape | None) -> bool:
    """Named by the shape, or one of a kind that it names: x-amz-meta-."""
    members = shape.members.values() if shape is not None else []
    traits = [member.serialization for member in members]
    places = [(trait.get("location"), trait.get("name", "").lower()) for trait in traits]
    return ("header", header) in places or any(
        location == "headers" and header.startswith(prefix) for location, prefix in places
    )


def unknown_members(response: Response, operation: Operation, shape: Shape) -> list[str]:
    if has_stream(operation) or not response.body:
        return []
    payload = shape.serialization.get("payload")
    shape = shape.members[payload] if payload is not None else shape
    if operation.service.protocol in ("json", "rest-json"):
        paths = unknown_in_json(json.loads(response.body), shape, "")
    else:
        paths = unknown_in_xml(result_element(response, operation, shape), shape, "")
    return [f"{path} is not in the model" for path in paths]


def result_element(response: Response, operation: Operation, shape: Shape) -> ElementTree.Element:
    root = ElementTree.fromstring(response.body)
    wrapper = operation.model.output_shape.serialization.get("resultWrapper")
    found = next((child for child in root if wrapper and local_name(child) == wrapper), None)
    return root if found is None else found


def unknown_in_xml(element: ElementTree.Element, shape: Shape, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        by_name = {xml_name(name, member): member for name, member in shape.members.items()}
        for child in element:
            name = local_name(child)
            if name in by_name:
                yield from unknown_in_xml(child, item_shape(by_name[name]), f"{path}.{name}")
            elif name not in ENVELOPE:
                yield f"{path}.{name}".lstrip(".")
    elif shape.type_name == "list":
        for child in element:
            yield from unknown_in_xml(child, shape.member, f"{path}[]")


def xml_name(name: str, member: Shape) -> str:
    if is_flattened(member) and member.type_name == "list":
        return str(member.member.serialization.get("name") or member.serialization.get("name", name))
    return str(member.serialization.get("name", name))


def item_shape(shape: Shape) -> Shape:
    """The elements of a flattened list stand in its place."""
    return shape.member if shape.type_name == "list" and is_flattened(shape) else shape


def is_flattened(shape: Shape) -> bool:
    return bool(shape.serialization.get("flattened"))


def local_name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
