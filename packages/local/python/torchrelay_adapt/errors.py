"""What keeps a model from being adapted: told like every failure of a worker."""

from __future__ import annotations

from failure import WorkerFailure


def not_adaptable(message: str) -> WorkerFailure:
    return WorkerFailure("not-adaptable", message)


def value_needed(message: str) -> WorkerFailure:
    """The user can mend it: with an example, or with a constant."""
    return WorkerFailure("value-needed", message)
