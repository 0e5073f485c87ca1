"""What moto's S3 lacks that S3 promises. Each point is in stand-ins/README.md."""

import base64
import json
import re
import sys
import threading
import traceback
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any
from xml.sax.saxutils import unescape

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, FakeMultipart, s3_backends

from aws_stand_in.check.exchange import Request
from aws_stand_in.check.operations import Operation, find_operation
from aws_stand_in.check.responses import is_modelled

# Moto repeats in its answers what it was told in a request.
ECHOED_HEADERS = {"x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm", "x-amz-content-sha256"}
STATUS = {
    "AccessDenied": "403 Forbidden",
    "BadDigest": "400 Bad Request",
    "InternalError": "500 Internal Server Error",
    "NoSuchKey": "404 Not Found",
    "NoSuchUpload": "404 Not Found",
    "PreconditionFailed": "412 Precondition Failed",
}


class S3Layer:
    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        # Moto looks, and writes later; S3 does both at once.
        self.judging = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        operation = find_operation(request) if request.signing_name == "s3" else None
        if operation is None:
            return self.application(environ, start_response)
        refusal = wrong_owner(request, operation) or wrong_checksum(request)
        if refusal is not None:
            return refuse(refusal, start_response)
        if "if-match" in request.headers or "if-none-match" in request.headers:
            with self.judging:
                return self.judge(request, operation, start_response)
        return self.answer(request, operation, start_response)

    def judge(
        self, request: Request, operation: Operation, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        refusal = wrong_object(request, operation)
        if refusal is not None:
            return refuse(refusal, start_response)
        return list(self.answer(request, operation, start_response))

    def answer(
        self, request: Request, operation: Operation, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        complete = COMPLETIONS.get(operation.model.name)
        if complete is not None:
            request.keep_body()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [pair for pair in headers if not is_echo(pair[0].lower(), operation)]
            if complete is not None:
                kept = [pair for pair in kept if pair[0].lower() != "content-length"]
            return start_response(status, kept, *rest)

        try:
            body = self.application(request.environ, start)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            return refuse(meeting(error, operation), start_response)
        if complete is None:
            return body
        return [complete(b"".join(body).decode(), request, operation).encode()]


def meeting(error: Exception, operation: Operation) -> str:
    """
    Where two requests meet, one of moto's finds that the other has taken away what it was reading or writing. A client
    says it again; what breaks each time still fails.
    """
    is_gone = operation.model.name == "UploadPart" and isinstance(error, KeyError)
    return "NoSuchUpload" if is_gone else "InternalError"


def is_echo(header: str, operation: Operation) -> bool:
    return header in ECHOED_HEADERS and not is_modelled(header, operation.model.output_shape)


def wrong_owner(request: Request, operation: Operation) -> str | None:
    expected = request.headers.get("x-amz-expected-bucket-owner")
    owner = s3_backends.bucket_accounts.get(operation.path_values.get("Bucket", ""))
    return "AccessDenied" if expected and owner and owner[1] != expected else None


def wrong_checksum(request: Request) -> str | None:
    """Of what came in one piece; that of a stream follows it."""
    expected = request.headers.get("x-amz-checksum-crc32")
    if expected is None:
        return None
    return None if crc32_of(request.body) == expected else "BadDigest"


def wrong_object(request: Request, operation: Operation) -> str | None:
    """Moto completes an upload whatever If-Match says."""
    expected = request.headers.get("if-match")
    if operation.model.name != "CompleteMultipartUpload" or expected is None:
        return None
    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    found = backend.get_object(operation.path_values["Bucket"], operation.path_values["Key"])
    if found is None:
        return "NoSuchKey"
    return None if found.etag.strip('"') == expected.strip('"') else "PreconditionFailed"


def crc32_of(content: bytes) -> str:
    return base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()


def refuse(code: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(STATUS[code], [("Content-Type", "application/xml")])
    return [f"<Error><Code>{code}</Code><Message>{STATUS[code]}</Message></Error>".encode()]


def permission_over_tls(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    """Moto applies statements whatever their conditions say, and would refuse all that is for plain HTTP alone."""
    document = json.loads(self.policy or '{"Version": "2012-10-17", "Statement": []}')
    document["Statement"] = [part for part in document["Statement"] if not is_for_plain_http(part)]
    return IAMPolicy(json.dumps(document)).is_action_permitted(action, resource)


def is_for_plain_http(statement: dict[str, Any]) -> bool:
    return statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}


FakeBucket.get_permission = permission_over_tls  # type: ignore[method-assign]

begun: dict[str, datetime] = {}
original_multipart = FakeMultipart.__init__


def note_beginning(self: FakeMultipart, *arguments: Any, **options: Any) -> None:
    original_multipart(self, *arguments, **options)
    begun[self.id] = datetime.now(timezone.utc)


FakeMultipart.__init__ = note_beginning  # type: ignore[method-assign]


def with_times(listing: str, _request: Request, _operation: Operation) -> str:
    """Every upload of moto's began in 2010."""
    return re.sub(r"<Upload>.*?</Upload>", lambda upload: with_time(upload[0]), listing, flags=re.DOTALL)


def with_time(upload: str) -> str:
    identity = re.search(r"<UploadId>(.*?)</UploadId>", upload)
    time = begun[identity[1]] if identity else None
    if time is None:
        return upload
    text = time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return re.sub(r"<Initiated>.*?</Initiated>", f"<Initiated>{text}</Initiated>", upload)


def with_checksums(listing: str, request: Request, operation: Operation) -> str:
    """Moto keeps no checksum of a part."""
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.get(operation.path_values["Bucket"])
    upload = bucket.multiparts.get(dict(request.query)["uploadId"]) if bucket is not None else None
    if upload is None or upload.metadata.get("x-amz-checksum-algorithm") != "CRC32":
        return listing

    def with_checksum(part: re.Match[str]) -> str:
        content = upload.parts[int(part[1])].value
        return f"{part[0]}<ChecksumCRC32>{crc32_of(content)}</ChecksumCRC32>"

    return re.sub(r"<Part><PartNumber>(\d+)</PartNumber>", with_checksum, listing)


def with_tags(answer: str, request: Request, operation: Operation) -> str:
    """Moto makes a bucket without the tags that its making asks for."""
    if "<Error>" not in answer and request.body:
        asked = re.findall(rb"<Tag><Key>(.*?)</Key><Value>(.*?)</Value></Tag>", request.body)
        tags = {unescape(key.decode()): unescape(value.decode()) for key, value in asked}
        if tags:
            s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_bucket_tagging(operation.path_values["Bucket"], tags)
    return answer


COMPLETIONS: dict[str, Callable[[str, Request, Operation], str]] = {
    "CreateBucket": with_tags,
    "ListMultipartUploads": with_times,
    "ListParts": with_checksums,
}
