"""What SageMaker finds out about an execution role when a model is made."""

import json
from datetime import timedelta
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.access_control import PermissionResult
from moto.iam.models import iam_backends

from aws_stand_in.iam import age_of, decide, find_role, trusts_sagemaker
from aws_stand_in.sagemaker.refusal import Refusal

TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
READING = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
ANSWERING = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::*/async/*"}
TRAINING = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::*/jobs/*"}


def make_execution_role() -> None:
    """The one that an account's administrator has made, for tests that give a role."""
    iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    role = iam.create_role("torchrelay-execution", json.dumps(policy(TRUST)), "/", None, "", [], None)
    role.create_date -= timedelta(days=1)  # SageMaker has long known it.
    iam.put_role_policy("torchrelay-execution", "reading", json.dumps(policy(READING)))
    iam.put_role_policy("torchrelay-execution", "training", json.dumps(policy(TRAINING)))
    iam.put_role_policy("torchrelay-execution", "answering", json.dumps(policy(ANSWERING)))


def policy(statement: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [statement]}


def made_roles() -> list[str]:
    """Those that torchrelay has made."""
    roles = list(iam_backends[DEFAULT_ACCOUNT_ID]["aws"].roles.values())
    return [role.name for role in roles if role.path.startswith("/torchrelay")]


def check_role(request: dict[str, Any], delay: float) -> None:
    arn = request["ExecutionRoleArn"]
    role = find_role(arn)
    if role is None or age_of(role) < delay or not trusts_sagemaker(role):
        raise Refusal(
            "ValidationException",
            f"Could not assume role {arn}. Please ensure that the role exists and allows principal "
            "'sagemaker.amazonaws.com' to assume the role.",
        )
    source = request.get("PrimaryContainer", {}).get("ModelDataSource", {}).get("S3DataSource", {})
    uri = source.get("S3Uri")
    if uri is None:
        return
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    needed = [("s3:GetObject", f"arn:aws:s3:::{bucket}/{prefix}x"), ("s3:ListBucket", f"arn:aws:s3:::{bucket}")]
    for action, resource in needed:
        if decide(role, action, resource) != PermissionResult.PERMITTED:
            raise Refusal(
                "ValidationException",
                f"Could not access model data at {uri}. Please ensure that the role \"{arn}\" exists and that its trust "
                'relationship policy allows the action "sts:AssumeRole" for the service principal '
                f'"sagemaker.amazonaws.com". Also ensure that the role has "{action}" permissions.',
            )
