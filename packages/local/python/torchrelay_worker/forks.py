"""Workers without the seconds that importing PyTorch takes: forked from a process that has done so, and does nothing else.

The server has opened three sockets for each worker that there may be, its connection, output and error output, and
hands all of them over when it starts this process. So there is no file, no path and no address, and whoever dies,
the system tells the other.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from typing import Any, NamedTuple

import torch

# What a worker needs beside, imported before there is one: each has the same, and shares its memory.
import failure  # noqa: F401
import frames  # noqa: F401
import model  # noqa: F401
import threads  # noqa: F401

_SOCKETS_OF_PLACE = 3


class Place(NamedTuple):
    """What a forked worker is given."""

    connection: socket.socket
    threads: int


def fork_workers(control: socket.socket) -> Place:
    """Forks a worker for each line `{"fork": place, "home", "threads"}`, and ends when `control` closes.

    Returns in workers only. Here it tells each fork, `{"forked": place, "pid"}`, or why there is none, `{"failed": place,
    "because"}`, or why workers must be made in another way, `{"refused": place, "because"}`; and each end, `{"ended":
    place, "exitCode", "signal"}`.
    """
    server = _ForkServer(control)
    while True:
        for message in server.wait():
            if (place := server.fork(message)) is not None:
                return place


class _ForkServer:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._rest = b""
        self._pids: dict[int, int] = {}
        self._torch_is = _identity_of_torch()
        self._woken, waker = socket.socketpair()
        for end in (self._woken, waker):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker.detach())
        self._poll = select.poll()
        for end in (control, self._woken):
            self._poll.register(end.fileno(), select.POLLIN)

    def wait(self) -> list[dict[str, Any]]:
        ready = {descriptor for descriptor, _ in self._poll.poll()}
        if self._woken.fileno() in ready:
            self._woken.recv(4096)
            self._tell_ends()
        return self._receive() if self._control.fileno() in ready else []

    def fork(self, message: dict[str, Any]) -> Place | None:
        place = message["fork"]
        reason = self._why_not()
        if reason is not None:
            self._send(refused=place, because=reason)
            return None
        try:
            pid = os.fork()
        except OSError as error:
            self._send(failed=place, because=error.strerror or str(error))
            return None
        if pid == 0:
            return self._become_worker(message)
        # Only the worker holds them now, so that they close with it.
        for descriptor in self._descriptors(place):
            os.close(descriptor)
        self._pids[place] = pid
        self._send(forked=place, pid=pid)
        return None

    def _why_not(self) -> str | None:
        if _identity_of_torch() != self._torch_is:
            return "another-torch"
        if not torch.backends.mkl.is_available():
            # OpenBLAS never uses more threads than it was loaded with, and here that is one.
            return "no-mkl"
        try:
            # A lock that another thread holds would be held for ever in the worker.
            return "threads" if len(os.listdir("/proc/self/task")) > 1 else None
        except OSError:
            return "no-proc"

    def _become_worker(self, message: dict[str, Any]) -> Place:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection, output, errors = self._descriptors(message["fork"])
        os.dup2(output, 1)
        os.dup2(errors, 2)
        kept = os.dup(connection)
        # Objects that go away later must not close numbers that are others' by then.
        for end in (self._control, self._woken):
            end.detach()
        # Also what belongs to other places, which would not close with their workers otherwise.
        for descriptor in map(int, os.listdir("/proc/self/fd")):
            if descriptor > 2 and descriptor != kept:
                _close(descriptor)
        os.chdir(message["home"])
        os.environ.update(HOME=message["home"], TMPDIR=message["home"])
        worker = socket.socket(fileno=kept)
        worker.setblocking(True)
        return Place(worker, message["threads"])

    def _descriptors(self, place: int) -> range:
        first = self._control.fileno() + 1 + place * _SOCKETS_OF_PLACE
        return range(first, first + _SOCKETS_OF_PLACE)

    def _receive(self) -> list[dict[str, Any]]:
        chunk = self._control.recv(65536)
        if chunk == b"":
            os._exit(0)
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return [json.loads(line) for line in lines]

    def _tell_ends(self) -> None:
        for place, pid in list(self._pids.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended == 0:
                continue
            del self._pids[place]
            code = os.waitstatus_to_exitcode(status)
            self._send(ended=place, exitCode=None if code < 0 else code, signal=_name_of(-code) if code < 0 else None)

    def _send(self, **message: Any) -> None:
        try:
            self._control.sendall(json.dumps(message).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError):
            os._exit(0)


def _identity_of_torch() -> tuple[int, ...] | None:
    """Another PyTorch may be installed in the place of the one that is in memory."""
    try:
        found = os.stat(torch.version.__file__)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        # One of the real-time signals, most of which have none.
        return f"signal {number}"


def _close(descriptor: int) -> None:
    try:
        os.close(descriptor)
    except OSError:
        # The listing's own, which is closed by now.
        pass
