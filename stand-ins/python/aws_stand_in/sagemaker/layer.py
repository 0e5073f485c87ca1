"""The operations as a WSGI layer before moto, and what tests may ask of the platform."""

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from aws_stand_in.check.exchange import Request
from aws_stand_in.logs import mend_logs
from aws_stand_in.sagemaker import asynchronous
from aws_stand_in.sagemaker.account import Account, Document
from aws_stand_in.sagemaker.engine import Engine
from aws_stand_in.sagemaker.measurements import Measurements
from aws_stand_in.sagemaker.operating import expire, operating_resources
from aws_stand_in.sagemaker.operations import operations
from aws_stand_in.sagemaker.refusal import Refusal
from aws_stand_in.sagemaker.roles import made_roles, make_execution_role
from aws_stand_in.sagemaker.rollout import all_alarms
from aws_stand_in.sagemaker.streaming import frames
from aws_stand_in.sagemaker.troubles import Troubles

JSON = "application/x-amz-json-1.1"
EVENT_STREAM = "application/vnd.amazon.eventstream"
CONTROL = "/_stand-in/sagemaker"


class SagemakerLayer:
    # Of this process, for its end.
    accounts: list[Account] = []

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.measurements = Measurements()
        self.account = Account(Engine(os.environ.get("STAND_IN_ENGINE")), Troubles())
        self.accounts.append(self.account)
        make_execution_role()
        mend_logs()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        is_measured = self.measurements.answers(request)
        if request.signing_name != "sagemaker" and not is_measured:
            return self.application(environ, start_response)
        try:
            if is_measured:
                return send(200, self.measurements.get_metric_data(json.loads(request.body)), start_response)
            if request.path.startswith("/endpoints/"):
                return self.invoke(request, start_response)
            operation = operations.get(request.headers.get("x-amz-target", "").partition(".")[2])
            if operation is None:
                return self.application(environ, start_response)
            with self.account.lock:
                answer = operation(self.account, json.loads(request.body))
        except Refusal as refusal:
            return send(refusal.status, refusal.document, start_response)
        return send(200, answer, start_response)

    def invoke(self, request: Request, start_response: Callable[..., Any]) -> Iterable[bytes]:
        name = request.path.split("/")[2]
        endpoint = self.account.endpoints.get(name)
        if endpoint is None or endpoint.status in ("Creating", "Failed", "Deleting"):
            message = f"Endpoint {name} of account 123456789012 not found."
            raise Refusal("ValidationError", message)
        asynchronous.check_mode(self.account, endpoint, request)
        if asynchronous.is_asynchronous(self.account, endpoint):
            document, told = asynchronous.take(self.account, endpoint, request)
            start_response("202 Accepted", [("Content-Type", "application/json"), *told.items()])
            return [json.dumps(document).encode()]
        headers = {
            key.title(): request.headers[key] for key in ("content-type", "accept") if key in request.headers
        }
        engine = self.account.engine
        began = time.time()
        status, content_type, body = engine.ask(endpoint.container, request.body, headers)
        self.measurements.count(name, status, began)
        if status >= 400:
            raise refused_by_model(name, status, body.decode(errors="replace"))
        variant = ("x-Amzn-Invoked-Production-Variant", "AllTraffic")
        if request.path.endswith("/invocations-response-stream"):
            told = [("Content-Type", EVENT_STREAM), ("X-Amzn-SageMaker-Content-Type", content_type), variant]
            start_response("200 OK", told)
            return frames(body)
        start_response("200 OK", [("Content-Type", content_type), variant])
        return [body]

    def control(self, document: Document) -> Document:
        """Changes what goes wrong, and tells what there is."""
        troubles = self.account.troubles
        troubles.exhausted.update(document.get("exhaust", []))
        if document.get("replenish"):
            troubles.exhausted.clear()
        troubles.quota.update(document.get("quota", {}))
        troubles.failing.update(document.get("fail", {}))
        troubles.rolled_back.update(document.get("rollBack", []))
        troubles.alarmed.update(document.get("soundAlarm", []))
        troubles.delay = document.get("delay", troubles.delay)
        if "hold" in document:
            (troubles.released.clear if document["hold"] else troubles.released.set)()
        troubles.role_delay = document.get("roleDelay", troubles.role_delay)
        account = self.account
        for name, instances in document.get("scale", {}).items():
            account.endpoint(name).instances = instances
        for name in document.get("interrupt", []):
            account.training.interrupt(name)
        for name in document.get("expire", []):
            expire(name)
            account.delete_endpoint(name)
        with account.lock:
            return {
                "resources": [
                    *(f"endpoint {name} {endpoint.status}" for name, endpoint in account.endpoints.items()),
                    *(f"endpoint configuration {name}" for name in account.configs),
                    *(f"model {name}" for name in account.models),
                    *(f"training job {name}" for name in account.training.jobs),
                    *(f"alarm {name}" for name in all_alarms()),
                    *(f"role {name}" for name in made_roles()),
                    *operating_resources(),
                ]
            }


def refused_by_model(name: str, status: int, message: str) -> Refusal:
    text = f"Received server error ({status}) from primary with message \"{message}\"."
    return Refusal(
        "ModelError",
        text,
        424,
        Message=text,
        OriginalStatusCode=status,
        OriginalMessage=message,
        LogStreamArn=f"arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/{name}",
    )


def send(status: int, document: Document, start_response: Callable[..., Any]) -> Iterable[bytes]:
    headers = [("Content-Type", JSON)]
    if "__type" in document:
        headers.append(("x-amzn-ErrorType", document["__type"]))
    start_response(f"{status} {'OK' if status == 200 else 'Refused'}", headers)
    return [json.dumps(document).encode()]
