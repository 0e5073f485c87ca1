"""How SageMaker says no."""

from typing import Any


class Refusal(Exception):
    def __init__(self, code: str, message: str, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.document = {"__type": code, "message": message, **more}


def not_found(kind: str, arn: str) -> Refusal:
    return Refusal("ValidationException", f'Could not find {kind} "{arn}".')


def already_there(kind: str, arn: str) -> Refusal:
    return Refusal("ValidationException", f'Cannot create already existing {kind} "{arn}".')


def in_progress(verb: str, arn: str) -> Refusal:
    return Refusal("ValidationException", f'Cannot {verb} in-progress endpoint "{arn}".')


def over_training_quota(instance_type: str, is_spot: bool, limit: int, used: int, more: int) -> Refusal:
    return refused_quota(f"{instance_type} for {'spot ' if is_spot else ''}training job usage", limit, used, more)


def over_quota(instance_type: str, limit: int, used: int, more: int) -> Refusal:
    return refused_quota(f"{instance_type} for endpoint usage", limit, used, more)


def refused_quota(quota: str, limit: int, used: int, more: int) -> Refusal:
    return Refusal(
        "ResourceLimitExceeded",
        f"The account-level service limit '{quota}' is {limit} Instances, "
        f"with current utilization of {used} Instances and a request delta of {more} Instances. "
        "Please use AWS Service Quotas to request an increase for this quota.",
    )
