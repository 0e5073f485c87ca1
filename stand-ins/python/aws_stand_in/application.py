"""The layers around moto, from the outside in."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from aws_stand_in.check.middleware import ModelCheck
from aws_stand_in.s3 import S3Layer

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_application() -> Application:
    """Another layer goes between moto and the check, so that what it answers is checked too."""
    application: Application = DomainDispatcherApplication(create_backend_app)
    application = S3Layer(application)
    check = ModelCheck(application)
    return with_violations(check)


def with_violations(check: ModelCheck) -> Application:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/_stand-in/violations":
            return check(environ, start_response)
        body = json.dumps(check.violations).encode()
        start_response("200 OK", [("Content-Type", "application/json")])
        return [body]

    return answer
