"""Which operation of which service a request is, by the service's own model."""

import functools
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.loaders import Loader
from moto.core.model import OperationModel, ServiceModel

from aws_stand_in.check.exchange import Request

# Signing names that are not their model's name. What shares one is told apart by the operation.
MODELS_BY_SIGNING_NAME = {
    "monitoring": ["cloudwatch"],
    "sagemaker": ["sagemaker", "sagemaker-runtime"],
    "servicequotas": ["service-quotas"],
    "tagging": ["resourcegroupstaggingapi"],
}


@dataclass(frozen=True)
class Operation:
    service: ServiceModel
    model: OperationModel
    # What the path's template names: Bucket, Key.
    path_values: dict[str, str]

    def __str__(self) -> str:
        return f"{self.service.service_name}:{self.model.name}"


def find_operation(request: Request) -> Operation | None:
    for name in MODELS_BY_SIGNING_NAME.get(request.signing_name, [request.signing_name]):
        operation = find_in(service_model(name), request)
        if operation is not None:
            return operation
    return None


@functools.cache
def service_model(name: str) -> ServiceModel:
    """Botocore's description, in the classes that moto's parser of requests wants."""
    description = Loader().load_service_model(name, "service-2")
    # A service that speaks several protocols is asked in JSON by the SDK for JavaScript.
    if "smithy-rpc-v2-cbor" in description["metadata"].get("protocols", []):
        description["metadata"].update(protocol="json", protocols=["json"])
    return ServiceModel(description, name)


def find_in(service: ServiceModel, request: Request) -> Operation | None:
    if service.protocol in ("query", "ec2"):
        return named(service, dict(request.form).get("Action"))
    if service.protocol == "json":
        prefix, _, name = request.headers.get("x-amz-target", "").partition(".")
        return named(service, name) if prefix == service.metadata["targetPrefix"] else None
    return find_by_path(service, request)


def named(service: ServiceModel, name: str | None) -> Operation | None:
    if name not in service.operation_names:
        return None
    return Operation(service, service.operation_model(name), {})


def find_by_path(service: ServiceModel, request: Request) -> Operation | None:
    """The most demanding one that the request satisfies: several share a path and differ in what must be there."""
    fitting = [
        (demands, operation)
        for template in templates(service.service_name)
        if (operation := match(service, template, request)) is not None
        and (demands := demands_met(operation, template, request)) is not None
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


@dataclass(frozen=True)
class Template:
    name: str
    method: str
    path: re.Pattern[str]
    query: tuple[tuple[str, str], ...]


@functools.cache
def templates(service_name: str) -> list[Template]:
    service = service_model(service_name)
    models = [service.operation_model(name) for name in service.operation_names]
    return [template_of(model) for model in models if not model.deprecated]


def template_of(model: OperationModel) -> Template:
    parts = urlsplit(model.http["requestUri"])
    pattern = re.sub(r"\{(\w+)(\+?)\}", path_group, parts.path.rstrip("/") or "/")
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return Template(model.name, model.http["method"], re.compile(f"{pattern}/?"), query)


def path_group(match: re.Match[str]) -> str:
    return f"(?P<{match[1]}>.+)" if match[2] else f"(?P<{match[1]}>[^/]+)"


def match(service: ServiceModel, template: Template, request: Request) -> Operation | None:
    found = template.path.fullmatch(request.path)
    if template.method != request.method or found is None:
        return None
    values = {name: unquote(value) for name, value in found.groupdict().items()}
    return Operation(service, service.operation_model(template.name), values)


def demands_met(operation: Operation, template: Template, request: Request) -> int | None:
    """How many things the request must hold for this operation; None where it lacks one."""
    query = dict(request.query)
    if any(query.get(name) != value for name, value in template.query):
        return None
    needed = required_places(operation.model)
    if any(name not in query and name not in request.headers for name in needed):
        return None
    # Clients name the operation where a path alone would not tell.
    is_named = query.get("x-id") == operation.model.name
    return 1 + len(template.query) + len(needed) + (100 if is_named else 0)


def required_places(model: OperationModel) -> list[str]:
    shape = model.input_shape
    if shape is None:
        return []
    members = [shape.members[name] for name in shape.required_members]
    return [
        member.serialization["name"].lower() if place == "header" else member.serialization["name"]
        for member in members
        if (place := member.serialization.get("location")) in ("header", "querystring")
    ]
