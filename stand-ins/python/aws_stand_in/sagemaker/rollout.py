"""How a change moves the traffic, and the alarms that take it back: CloudWatch's, which are moto's."""

from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from aws_stand_in.sagemaker.refusal import Refusal

Document = dict[str, Any]
# Of the instances, in per cent. As SageMaker's reference has it.
SIZES = {"CanarySize": (1, 50), "LinearStepSize": (10, 50), "MaximumBatchSize": (5, 50)}


def check_rollout(deployment: Document, instances: int) -> None:
    """Refuses parts that are too small or too large. What it says is ours: SageMaker's words are not known."""
    policy = deployment.get("BlueGreenUpdatePolicy", {})
    routing = policy.get("TrafficRoutingConfiguration", {})
    for key, size in {**routing, **deployment.get("RollingUpdatePolicy", {})}.items():
        if key not in SIZES:
            continue
        least, most = SIZES[key]
        share = size["Value"] if size["Type"] == "CAPACITY_PERCENT" else 100 * size["Value"] / instances
        if instances < 2 or not least <= share <= most:
            raise Refusal("ValidationException", f"{key} must be {least} to {most} percent of {instances} instances.")
    waits = policy.get("TerminationWaitInSeconds", 0) + routing.get("WaitIntervalInSeconds", 0)
    if policy.get("MaximumExecutionTimeoutInSeconds", 28800) <= waits:
        raise Refusal("ValidationException", "MaximumExecutionTimeoutInSeconds must be longer than the waits.")


def stages_of(deployment: Document) -> list[str]:
    """What is to come once the new instances are there: each takes a moment, however long it was to wait."""
    routing = deployment.get("BlueGreenUpdatePolicy", {}).get("TrafficRoutingConfiguration", {})
    parts = {"CANARY": 2, "LINEAR": linear_parts(routing)}.get(routing.get("Type"), 1)
    is_watched = routing.get("WaitIntervalInSeconds", 0) > 0 or alarms_of(deployment)
    return ["ActivatingTraffic", "Baking"] * parts if is_watched else []


def linear_parts(routing: Document) -> int:
    step = routing.get("LinearStepSize", {"Type": "CAPACITY_PERCENT", "Value": 100})
    return -(-100 // step["Value"]) if step["Type"] == "CAPACITY_PERCENT" else 2


def alarms_of(deployment: Document) -> list[str]:
    return [alarm["AlarmName"] for alarm in deployment.get("AutoRollbackConfiguration", {}).get("Alarms", [])]


def any_sounding(names: list[str]) -> bool:
    return any(alarm.state_value == "ALARM" for alarm in known(names))


def sound(names: list[str]) -> None:
    for alarm in known(names)[:1]:
        alarm.update_state("Threshold crossed", "{}", "ALARM")


def known(names: list[str]) -> list[Any]:
    return [alarm for name, alarm in all_alarms().items() if name in names]


def all_alarms() -> dict[str, Any]:
    return cloudwatch_backends["123456789012"]["us-east-1"].alarms
