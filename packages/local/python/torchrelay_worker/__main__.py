"""A worker: answers the frames of one socket with one TorchScript model, until the socket closes.

Run as `python -I <this folder> --socket-fd 3 --threads 1`. It knows nothing of HTTP, reads no environment of ours,
and opens no file but the model. With `--forks` it is no worker but makes them, as its socket asks for: see forks.py.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import resource
import select
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

def exit_with_server(connection: socket.socket) -> None:
    """Ends the process when the server is gone, also in the middle of a call: torch releases the lock then."""
    poll = select.poll()
    # Only hang-ups and errors, which need no asking for; what arrives is read elsewhere.
    poll.register(connection.fileno(), 0)
    while not poll.poll():
        pass
    os._exit(0)


def watch(connection: socket.socket) -> None:
    threading.Thread(target=exit_with_server, args=(connection,), daemon=True).start()


def end_with_server() -> None:
    """For a process that must have no second thread which could watch. The system forgets it in what is forked."""
    import ctypes

    set_death_signal = 1
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)


def limit_resources(*, may_write_files: bool) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not may_write_files:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def import_torch() -> None:
    """Without the garbage collector, which finds nothing in an import and yet looks through all of it again and again."""
    gc.disable()
    import torch

    gc.freeze()
    gc.enable()
    torch.set_num_interop_threads(1)


class Worker:
    """The state between frames: at most one model."""

    def __init__(self, *, threads: int) -> None:
        from threads import Threads

        self.model: Any = None
        self.threads = Threads(threads)

    def answer(self, header: dict[str, Any], values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        self.threads.use(values, is_alone=header.get("isAlone", False))
        kind = header["type"]
        if kind == "load":
            return self._load(header), {}
        if kind == "infer":
            return {"type": "result"}, self.model.run(values)
        if kind == "rehearse":
            from rehearsal import rehearse

            report, answers = rehearse(self.model, values)
            return {"type": "result", "report": report}, answers
        if kind == "adapt":
            return {"type": "result", "report": self._adapt(header, values)}, {}
        raise ValueError(f'unknown frame "{kind}"')

    def _adapt(self, header: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        # It lies beside this folder, and is built on what is in it.
        sys.path.append(str(Path(__file__).resolve().parent.parent))
        from torchrelay_adapt.adapt import adapt

        return adapt(header["modelPath"], header["outPath"], values, header["constants"])

    def _load(self, header: dict[str, Any]) -> dict[str, Any]:
        from failure import WorkerFailure
        from model import load

        limit_resources(may_write_files=header["mayWriteFiles"])
        self.model = load(
            header["modelPath"],
            device=header["device"],
            inputs=header["inputs"],
            outputs=header["outputs"],
            output_names=header.get("outputNames"),
            strict=header["strict"],
        )
        is_warm, warning = False, None
        if header["warmUp"]:
            try:
                self.model.warm_up()
                is_warm = True
            except WorkerFailure as failure:
                if failure.code in ("unsupported-output", "output-mismatch", "device-lost"):
                    raise
                # Zeros need not suit a model; the first request then warms it up.
                warning = f"warm-up on zeros failed: {failure}"
        self.threads.try_lone(self.model, header.get("loneThreads", 1) if is_warm else 1)
        return {"type": "result", "warning": warning}


def describe() -> dict[str, Any]:
    import torch

    return {
        "type": "hello",
        "torchVersion": torch.__version__,
        "pythonVersion": platform.python_version(),
        "cudaDevices": torch.cuda.device_count() if torch.cuda.is_available() else 0,
    }


def serve(connection: socket.socket, *, threads: int) -> None:
    import torch

    from failure import from_torch
    from frames import Channel, HangUp

    worker = Worker(threads=threads)
    channel = Channel(connection)
    channel.send(0, describe())
    # Everything inside: a module warmed up outside inference mode fails inside it.
    with torch.inference_mode():
        while True:
            try:
                request, header, values = channel.receive()
            except (HangUp, BrokenPipeError, ConnectionResetError):
                return
            started = time.perf_counter()
            try:
                answer, results = worker.answer(header, values)
            except Exception as error:
                failure = from_torch(error, "worker-defect")
                answer, results = {"type": "error", "code": failure.code, "message": str(failure)}, {}
            try:
                channel.send(request, answer, results, seconds=time.perf_counter() - started)
            except (BrokenPipeError, ConnectionResetError):
                return


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket-fd", type=int, required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--threads", type=int)
    what.add_argument("--forks", action="store_true")
    arguments = parser.parse_args()
    # Control-C in a terminal reaches the whole group; the server decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection, share = socket.socket(fileno=arguments.socket_fd), arguments.threads
    # Node may hand over a non-blocking socket.
    connection.setblocking(True)
    if arguments.forks:
        end_with_server()
        import_torch()
        from forks import fork_workers

        connection, share = fork_workers(connection)
        watch(connection)
    else:
        watch(connection)
        import_torch()
    serve(connection, threads=share)
    # Nothing is left to be tidied up, which would take as long as half the import.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
