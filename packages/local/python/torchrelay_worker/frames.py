"""Frames on the socket. Nothing is ever pickled.

    u32 little endian   length of the header in bytes
    u32 little endian   number of the request, 0 in what nobody asked for
    u32 little endian   microseconds: in an answer, how long the call took; in a request, how long to stay awake after it
    u64 little endian   length of all tensors together in bytes
    header              JSON; "tensors": [{"name", "datatype", "shape", "size"}]
    bytes               of each tensor in turn, row-major, little endian
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import socket
import struct
import time
from typing import Any, NamedTuple

import torch

from datatypes import DATATYPES, datatype_of

Value = torch.Tensor | list[str]

_LENGTH = struct.Struct("<I")
_PREFIX = struct.Struct("<IIIQ")
_LONGEST_TOLD = 0xFFFF_FFFF
# What is read and written ahead: many small frames, and the beginning of a large one.
_BUFFER_BYTES = 64 * 1024
# Where the system has no such call, the processor is only looked for, not given.
_let_others_run = getattr(os, "sched_yield", lambda: None)
# Requests of one shape have the same header: so many are remembered.
_MOST_KNOWN = 256


class HangUp(Exception):
    """The server has closed the socket."""


class _Entry(NamedTuple):
    """One tensor of a header."""

    name: str
    # None for strings.
    dtype: torch.dtype | None
    shape: tuple[int, ...]
    size: int


class Channel:
    """One end of the socket, which reads ahead; answers leave together, before anything is waited for."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._arrivals = select.poll()
        self._arrivals.register(connection, select.POLLIN)
        self._buffer = bytearray(_BUFFER_BYTES)
        self._view = memoryview(self._buffer)
        self._address = ctypes.addressof(ctypes.c_ubyte.from_buffer(self._buffer))
        # What of the buffer is read but not yet taken.
        self._start = self._end = 0
        # How long to look for the next request before sleeping: waking up takes longer than many a call.
        self._awake_seconds = 0.0
        self._answers: list[bytes | memoryview] = []
        self._answer_bytes = 0
        self._parsed: dict[bytes, tuple[dict[str, Any], list[_Entry]]] = {}
        self._printed: dict[tuple[Any, ...], tuple[bytes, int]] = {}

    def receive(self) -> tuple[int, dict[str, Any], dict[str, Value]]:
        """The next frame: its number, its header, and its tensors by name."""
        if self._end - self._start < _PREFIX.size:
            self._read_ahead(_PREFIX.size)
        header_size, request, awake_microseconds, _ = _PREFIX.unpack_from(self._buffer, self._start)
        self._start += _PREFIX.size
        self._awake_seconds = awake_microseconds / 1e6
        header, entries = self._parse(bytes(self._take(header_size)))
        return request, header, {entry.name: self._value(entry) for entry in entries}

    def send(
        self, request: int, header: dict[str, Any], values: dict[str, Value] | None = None, *, seconds: float = 0
    ) -> None:
        """One frame, at the latest when `receive` is called. The tensors must be contiguous and on the CPU."""
        entries, buffers = [], []
        for name, value in values.items() if values else ():
            buffer = _bytes_of(value)
            buffers.append(buffer)
            entries.append((name, datatype_of(value), _shape_of(value), len(buffer)))
        text, size = self._print(header, entries)
        duration = min(int(seconds * 1e6), _LONGEST_TOLD)
        self._answers.append(_PREFIX.pack(len(text), request, duration, size) + text)
        self._answers += buffers
        self._answer_bytes += size
        # Before the tensors go, of which a large one is not copied.
        if self._answer_bytes >= _BUFFER_BYTES:
            self.flush()

    def flush(self) -> None:
        pieces, self._answers, self._answer_bytes = self._answers, [], 0
        if all(len(piece) < _BUFFER_BYTES for piece in pieces):
            self._connection.sendall(b"".join(pieces))
            return
        for piece in pieces:
            self._connection.sendall(piece)

    def _parse(self, text: bytes) -> tuple[dict[str, Any], list[_Entry]]:
        parsed = self._parsed.get(text)
        if parsed is None:
            header = json.loads(text)
            parsed = header, [_entry(**tensor) for tensor in header.get("tensors", ())]
            _remember(self._parsed, text, parsed)
        return parsed

    def _print(self, header: dict[str, Any], entries: list[tuple[Any, ...]]) -> tuple[bytes, int]:
        key = (header["type"], *entries)
        known = self._printed.get(key) if len(header) == 1 else None
        if known is not None:
            return known
        names = ("name", "datatype", "shape", "size")
        tensors = [dict(zip(names, entry, strict=True)) for entry in entries]
        printed = json.dumps(header | {"tensors": tensors}).encode(), sum(entry[-1] for entry in entries)
        if len(header) == 1:
            _remember(self._printed, key, printed)
        return printed

    def _value(self, entry: _Entry) -> Value:
        _, dtype, shape, size = entry
        if dtype is None:
            return _strings(self._take(size))
        # Torch's own memory, with its usual alignment, on which results can depend.
        tensor = torch.empty(shape, dtype=dtype)
        buffered = min(size, self._end - self._start)
        if buffered > 0:
            ctypes.memmove(tensor.data_ptr(), self._address + self._start, buffered)
            self._start += buffered
        if buffered < size:
            self._fill(_memory(tensor)[buffered:])
        return tensor

    def _take(self, size: int) -> memoryview | bytearray:
        """The next bytes, to be used before the next call."""
        if size > _BUFFER_BYTES:
            return self._take_large(size)
        if self._end - self._start < size:
            self._read_ahead(size)
        start = self._start
        self._start += size
        return self._view[start : self._start]

    def _take_large(self, size: int) -> bytearray:
        data = bytearray(size)
        buffered = self._end - self._start
        data[:buffered] = self._view[self._start : self._end]
        self._start = self._end = 0
        self._fill(memoryview(data)[buffered:])
        return data

    def _read_ahead(self, size: int) -> None:
        rest = self._end - self._start
        self._view[:rest] = bytes(self._view[self._start : self._end])
        self._start, self._end = 0, rest
        while self._end < size:
            self._end += self._read_into(self._view[self._end :])

    def _fill(self, view: memoryview) -> None:
        while len(view) > 0:
            view = view[self._read_into(view) :]

    def _read_into(self, view: memoryview) -> int:
        if self._answers:
            self.flush()
        if self._awake_seconds > 0:
            self._look()
        count = self._connection.recv_into(view)
        if count == 0:
            raise HangUp
        return count

    def _look(self) -> None:
        """Until something arrives, or not soon enough. Whoever else wants the processor gets it."""
        until = time.perf_counter() + self._awake_seconds
        while not self._arrivals.poll(0) and time.perf_counter() < until:
            _let_others_run()


def _entry(*, name: str, datatype: str, shape: list[int], size: int) -> _Entry:
    return _Entry(name, None if datatype == "BYTES" else DATATYPES[datatype], tuple(shape), size)


def _remember(known: dict[Any, Any], key: Any, value: Any) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[key] = value


def _shape_of(value: Value) -> tuple[int, ...]:
    # A shape of torch's is a tuple.
    return (len(value),) if isinstance(value, list) else value.shape


def _memory(tensor: torch.Tensor) -> memoryview:
    size = tensor.nbytes
    if size == 0:
        return memoryview(b"")
    return memoryview((ctypes.c_ubyte * size).from_address(tensor.data_ptr())).cast("B")


def _bytes_of(value: Value) -> bytes | memoryview:
    if isinstance(value, torch.Tensor):
        return _tensor_bytes(value)
    encoded = [text.encode() for text in value]
    return b"".join(_LENGTH.pack(len(text)) + text for text in encoded)


def _tensor_bytes(tensor: torch.Tensor) -> bytes | memoryview:
    """A copy where it may have to wait, so that no later call changes it."""
    size = tensor.nbytes
    if size < _BUFFER_BYTES:
        return ctypes.string_at(tensor.data_ptr(), size)
    return _memory(tensor)


def _strings(data: memoryview | bytearray) -> list[str]:
    texts: list[str] = []
    position = 0
    while position < len(data):
        (length,) = _LENGTH.unpack_from(data, position)
        position += _LENGTH.size
        texts.append(bytes(data[position : position + length]).decode())
        position += length
    return texts
