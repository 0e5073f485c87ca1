"""Failures that leave the worker: a code to switch on and one short sentence."""

from __future__ import annotations

import re

LONGEST_MESSAGE = 400

# torch wraps what a model raised in an account of the interpreter's stack; the last such line is the cause.
_CAUSE = re.compile(r"^\s*(?:[\w.]+\.)?(\w*(?:Error|Exception)): (?=\S)", re.MULTILINE)
_PATH = re.compile(r"(?<![\w.])(?:/[\w.@+-]+){2,}|\b[A-Za-z]:\\[^\s'\"]+")
_SOURCE_LINE = re.compile(r"\s*(File \"[^\n]*|Traceback [^\n]*|[~^\s]*<--- HERE[^\n]*)")

# torch says these only in prose. Each row: a part of the message (torch 2.x), and what it means.
_LOCAL_LIMITS: tuple[tuple[str, str], ...] = (
    ("can't allocate memory", "out-of-memory"),
    ("out of memory", "out-of-memory"),
    ("not implemented for 'Half'", "device-unsupported"),
    ("not implemented for 'BFloat16'", "device-unsupported"),
    ("Torch not compiled with CUDA enabled", "device-unsupported"),
    ("Found no NVIDIA driver", "device-unsupported"),
    ("No CUDA GPUs are available", "device-unsupported"),
    ("with arguments from the 'CUDA' backend", "device-unsupported"),
    ("Cannot initialize CUDA without", "device-unsupported"),
    ("PyTorch is not linked with support for cuda devices", "device-unsupported"),
    ("no kernel image is available", "device-unsupported"),
    # After most of CUDA's own errors (an assertion, an illegal address) every later call in the process fails too.
    ("CUDA error: ", "device-lost"),
    ("HIP error: ", "device-lost"),
    ("Expected all tensors to be on the same device", "device-unsupported"),
    ("Unknown builtin op", "operator-missing"),
)


class WorkerFailure(Exception):
    """One failure as it is told to the server. `code` is stable; the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def shorten(error: BaseException) -> str:
    """One paragraph without stack, source lines or paths."""
    text = str(error)
    causes = list(_CAUSE.finditer(text))
    if causes:
        text = text[causes[-1].end():]
    text = text.split("\nException raised from")[0].strip()
    text = _SOURCE_LINE.split(text, maxsplit=1)[0] or text
    text = _PATH.sub("<path>", " ".join(text.split()))
    if len(text) > LONGEST_MESSAGE:
        text = text[: LONGEST_MESSAGE - 1] + "…"
    return text or type(error).__name__


def from_torch(error: BaseException, code: str) -> WorkerFailure:
    """What torch raised, under `code` unless its message shows a limit of this machine."""
    if isinstance(error, WorkerFailure):
        return error
    if isinstance(error, MemoryError):
        return WorkerFailure("out-of-memory", "the process ran out of memory")
    text = str(error)
    found = next((limit for part, limit in _LOCAL_LIMITS if part in text), code)
    return WorkerFailure(found, shorten(error))
