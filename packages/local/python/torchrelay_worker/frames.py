"""Frames on the socket: a length, a JSON header, the tensors' bytes. Nothing is ever pickled.

    u32 little endian   length of the header in bytes
    header              JSON; "tensors": [{"name", "datatype", "shape", "size"}]
    bytes               of each tensor in turn, row-major, little endian
"""

from __future__ import annotations

import ctypes
import json
import socket
import struct
from typing import Any

import torch

from datatypes import DATATYPES, datatype_of

Value = torch.Tensor | list[str]

_LENGTH = struct.Struct("<I")


class HangUp(Exception):
    """The server has closed the socket."""


def receive(connection: socket.socket) -> tuple[dict[str, Any], dict[str, Value]]:
    """The next frame: its header, and its tensors by name."""
    (length,) = _LENGTH.unpack(_receive_bytes(connection, _LENGTH.size))
    header = json.loads(_receive_bytes(connection, length))
    values = {entry["name"]: _receive_value(connection, entry) for entry in header.get("tensors", ())}
    return header, values


def send(connection: socket.socket, header: dict[str, Any], values: dict[str, Value] | None = None) -> None:
    """One frame. The tensors must be contiguous and on the CPU."""
    buffers = {name: _bytes_of(value) for name, value in (values or {}).items()}
    tensors = [
        {
            "name": name,
            "datatype": datatype_of(value),
            "shape": [len(value)] if isinstance(value, list) else list(value.shape),
            "size": len(buffers[name]),
        }
        for name, value in (values or {}).items()
    ]
    text = json.dumps(header | {"tensors": tensors}).encode()
    connection.sendall(_LENGTH.pack(len(text)) + text)
    for buffer in buffers.values():
        connection.sendall(buffer)


def _receive_value(connection: socket.socket, entry: dict[str, Any]) -> Value:
    if entry["datatype"] == "BYTES":
        return _strings(_receive_bytes(connection, entry["size"]))
    tensor = torch.empty(entry["shape"], dtype=DATATYPES[entry["datatype"]])
    # Straight into the tensor's own memory: no copy, and torch's usual alignment, on which results can depend.
    _fill(connection, _memory(tensor))
    return tensor


def _receive_bytes(connection: socket.socket, length: int) -> bytearray:
    data = bytearray(length)
    _fill(connection, memoryview(data))
    return data


def _fill(connection: socket.socket, view: memoryview) -> None:
    while len(view) > 0:
        count = connection.recv_into(view)
        if count == 0:
            raise HangUp
        view = view[count:]


def _memory(tensor: torch.Tensor) -> memoryview:
    size = tensor.numel() * tensor.element_size()
    if size == 0:
        return memoryview(b"")
    return memoryview((ctypes.c_ubyte * size).from_address(tensor.data_ptr())).cast("B")


def _bytes_of(value: Value) -> memoryview:
    if isinstance(value, torch.Tensor):
        return _memory(value)
    encoded = [text.encode() for text in value]
    return memoryview(b"".join(_LENGTH.pack(len(text)) + text for text in encoded))


def _strings(data: bytearray) -> list[str]:
    texts: list[str] = []
    position = 0
    while position < len(data):
        (length,) = _LENGTH.unpack_from(data, position)
        position += _LENGTH.size
        texts.append(data[position : position + length].decode())
        position += length
    return texts
