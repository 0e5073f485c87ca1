"""Questions that wait in S3, which is moto's, and answers that appear there."""

import uuid
from typing import Any

from moto.s3.models import s3_backends

from aws_stand_in.check.exchange import Request
from aws_stand_in.sagemaker.account import Account, Endpoint
from aws_stand_in.sagemaker.refusal import Refusal

HEADER = "x-amzn-sagemaker-"


def is_asynchronous(account: Account, endpoint: Endpoint) -> bool:
    return "AsyncInferenceConfig" in account.configs[endpoint.config].request


def check_mode(account: Account, endpoint: Endpoint, request: Request) -> None:
    """An endpoint takes one kind of question. The words are ours."""
    asked = request.path.endswith("/async-invocations")
    if asked != is_asynchronous(account, endpoint):
        kind = "asynchronous" if asked else "real-time"
        raise Refusal("ValidationError", f"The endpoint takes no {kind} requests.")


def take(account: Account, endpoint: Endpoint, request: Request) -> tuple[dict[str, Any], dict[str, str]]:
    """The answer's document and headers, at once; what was asked is done afterwards."""
    config = account.configs[endpoint.config].request["AsyncInferenceConfig"]["OutputConfig"]
    identity = str(uuid.uuid4())
    output = f"{config['S3OutputPath']}/{identity}.out"
    failure = f"{config['S3FailurePath']}/{identity}-error.out"
    asked = read(request.headers[f"{HEADER}inputlocation"])
    headers = {
        name.title(): value
        for name in ("content-type", "accept")
        if (value := request.headers.get(HEADER + name)) is not None
    }
    account.later(lambda: answer(account, endpoint, asked, headers, output, failure))
    return {"InferenceId": identity}, {
        "X-Amzn-SageMaker-OutputLocation": output,
        "X-Amzn-SageMaker-FailureLocation": failure,
    }


def answer(
    account: Account, endpoint: Endpoint, asked: bytes, headers: dict[str, str], output: str, failure: str
) -> None:
    status, _, body = account.engine.ask(endpoint.container, asked, headers)
    if account.endpoints.get(endpoint.arn.rpartition("/")[2]) is not endpoint:
        # Who would answer is gone, and so is the question.
        return
    if status < 400:
        return write(output, body)
    who = "client" if status < 500 else "server"
    text = f'Received {who} error ({status}) from primary with message "{body.decode()}". See the log.'
    write(failure, text.encode())


def place(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def read(uri: str) -> bytes:
    bucket, key = place(uri)
    found = s3_backends["123456789012"]["aws"].get_object(bucket, key)
    if found is None:
        raise Refusal("ValidationError", f"There is no object {uri}.")
    return bytes(found.value)


def write(uri: str, body: bytes) -> None:
    bucket, key = place(uri)
    s3_backends["123456789012"]["aws"].put_object(bucket, key, body)

