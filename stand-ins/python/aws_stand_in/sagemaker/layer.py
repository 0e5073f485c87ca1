"""The operations as a WSGI layer before moto, and what tests may ask of the platform."""

import json
import os
import threading
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
        self.engine = Engine(os.environ.get("STAND_IN_ENGINE"))
        self.troubles = Troubles()
        self.regions: dict[str, Account] = {}
        self.opening = threading.Lock()
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
            account = self.account_in(request.signing_region)
            with account.lock:
                answer = operation(account, json.loads(request.body))
        except Refusal as refusal:
            return send(refusal.status, refusal.document, start_response)
        return send(200, answer, start_response)

    def account_in(self, region: str) -> Account:
        """A region knows nothing of what is in another."""
        with self.opening:
            if region not in self.regions:
                self.regions[region] = Account(region, self.engine, self.troubles)
                self.accounts.append(self.regions[region])
            return self.regions[region]

    def invoke(self, request: Request, start_response: Callable[..., Any]) -> Iterable[bytes]:
        name = request.path.split("/")[2]
        account = self.account_in(request.signing_region)
        endpoint = account.endpoints.get(name)
        if endpoint is None or endpoint.status in ("Creating", "Failed", "Deleting"):
            message = f"Endpoint {name} of account 123456789012 not found."
            raise Refusal("ValidationError", message)
        asynchronous.check_mode(account, endpoint, request)
        if asynchronous.is_asynchronous(account, endpoint):
            document, told = asynchronous.take(account, endpoint, request)
            start_response("202 Accepted", [("Content-Type", "application/json"), *told.items()])
            return [json.dumps(document).encode()]
        headers = {
            key.title(): request.headers[key] for key in ("content-type", "accept") if key in request.headers
        }
        began = time.time()
        status, content_type, body = self.engine.ask(endpoint.container, request.body, headers)
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
        troubles = self.troubles
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
        account = self.account_in("us-east-1")
        for name, instances in document.get("scale", {}).items():
            account.endpoint(name).instances = instances
        for name in document.get("interrupt", []):
            account.training.interrupt(name)
        for name in document.get("expire", []):
            expire(name)
            account.delete_endpoint(name)
        made = [resource for each in self.regions.values() for resource in each.resources()]
        return {
            "resources": [
                *made,
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
