"""What goes with an endpoint and is another service's: moto's autoscaling and schedules, and what they would do."""

import json
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.access_control import PermissionResult
from moto.scheduler.models import scheduler_backends

from aws_stand_in.autoscaling import mend_autoscaling
from aws_stand_in.iam import decide, find_role, statements_of

mend_autoscaling()

REGION = "us-east-1"
LONG_AGO = "at(2020-01-01T00:00:00)"
DELETE_ENDPOINT = "arn:aws:scheduler:::aws-sdk:sagemaker:deleteEndpoint"


def operating_resources() -> list[str]:
    return [
        *(f"schedule {schedule.name}" for schedule in schedules()),
        *(f"scalable target {resource}" for resource in scalable_targets()),
        *(f"scaling policy {policy.policy_name}" for policy in autoscaling().policies.values()),
    ]


def schedules() -> list[Any]:
    groups = scheduler_backends[DEFAULT_ACCOUNT_ID][REGION].schedule_groups
    return [schedule for group in groups.values() for schedule in group.schedules.values()]


def scalable_targets() -> list[str]:
    return [resource for targets in autoscaling().targets.values() for resource in targets]


def autoscaling() -> Any:
    return applicationautoscaling_backends[DEFAULT_ACCOUNT_ID][REGION]


def expire(endpoint: str) -> None:
    """As if the time of its schedule were over: checks that the scheduler could do what it was told."""
    schedule = next(one for one in schedules() if json.loads(one.target["Input"]) == {"EndpointName": endpoint})
    role = find_role(schedule.target["RoleArn"])
    if schedule.target["Arn"] != DELETE_ENDPOINT or role is None or not trusts_scheduler(role):
        raise AssertionError(f"The schedule {schedule.name} could not be carried out.")
    arn = f"arn:aws:sagemaker:{REGION}:{DEFAULT_ACCOUNT_ID}:endpoint/{endpoint}"
    if decide(role, "sagemaker:DeleteEndpoint", arn) != PermissionResult.PERMITTED:
        raise AssertionError(f"The role {role.name} may not delete {arn}.")
    if schedule.action_after_completion == "DELETE":
        raise AssertionError("Nothing would tell that the time is over.")
    schedule.schedule_expression = LONG_AGO


def trusts_scheduler(role: Any) -> bool:
    return any(
        part["Principal"].get("Service") == "scheduler.amazonaws.com"
        for part in statements_of(role.assume_role_policy_document)
    )
