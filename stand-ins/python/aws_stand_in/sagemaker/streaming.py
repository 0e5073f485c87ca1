"""Answers in parts: the framing of Amazon's event streams."""

import struct
import zlib


def frames(body: bytes) -> list[bytes]:
    """A part for each line that the container sent."""
    return [frame(part) for part in body.splitlines(keepends=True)]


def frame(payload: bytes) -> bytes:
    headers = b"".join(
        header(name, value)
        for name, value in (
            (":event-type", "PayloadPart"),
            (":content-type", "application/octet-stream"),
            (":message-type", "event"),
        )
    )
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    prelude += struct.pack("!I", zlib.crc32(prelude))
    message = prelude + headers + payload
    return message + struct.pack("!I", zlib.crc32(message))


def header(name: str, value: str) -> bytes:
    """Of the type of texts."""
    return struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
