"""The layers around moto, from the outside in."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from moto import backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from aws_stand_in.catalogue import CatalogueLayer
from aws_stand_in.check.exchange import Request
from aws_stand_in.check.middleware import ModelCheck
from aws_stand_in.iam import IamLayer
from aws_stand_in.s3 import S3Layer
from aws_stand_in.sagemaker.layer import CONTROL, SagemakerLayer

# Moto looks through its own folder for this at every request, which takes a third of the time of most.
moto_modules = tuple(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: moto_modules

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_application() -> Application:
    """Another layer goes between moto and the check, so that what it answers is checked too."""
    application: Application = DomainDispatcherApplication(create_backend_app)
    application = IamLayer(S3Layer(application))
    sagemaker = SagemakerLayer(application)
    check = ModelCheck(CatalogueLayer(sagemaker, sagemaker.troubles))
    return with_control(check, sagemaker)


def with_control(check: ModelCheck, sagemaker: SagemakerLayer) -> Application:
    """What tests ask the stand-in itself, beside what AWS is asked."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/_stand-in/violations":
            document: Any = check.violations
        elif path == CONTROL:
            document = sagemaker.control(json.loads(Request(environ).body or b"{}"))
        else:
            return check(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    return answer
