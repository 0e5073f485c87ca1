"""What moto's Application Auto Scaling does otherwise than AWS."""

from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend
from moto.core.exceptions import JsonRESTError

SERVICE_ROLE = (
    "arn:aws:iam::{account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
)
register = ApplicationAutoscalingBackend.register_scalable_target
deregister = ApplicationAutoscalingBackend.deregister_scalable_target


def mend_autoscaling() -> None:
    ApplicationAutoscalingBackend.register_scalable_target = register_with_role
    ApplicationAutoscalingBackend.deregister_scalable_target = deregister_with_policies


def register_with_role(backend: Any, *args: Any, **given: Any) -> Any:
    """Every target has a role: the service's own where none was given."""
    target = register(backend, *args, **given)
    target.role_arn = target.role_arn or SERVICE_ROLE.format(account=backend.account_id)
    return target


def deregister_with_policies(backend: Any, namespace: str, r_id: str, dimension: str) -> None:
    """Its policies go with a target, and of one that is not there AWS says so under a code of its own."""
    if r_id not in backend.targets.get(dimension, {}):
        raise JsonRESTError("ObjectNotFoundException", f"No scalable target found for resource ID: {r_id}")
    deregister(backend, namespace, r_id, dimension)
    backend.policies = {key: one for key, one in backend.policies.items() if one.resource_id != r_id}
