"""What moto's IAM lacks: whether a role's policies allow something. Conditions of statements are not judged."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any
from xml.sax.saxutils import escape

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.models import Role, iam_backends

from aws_stand_in.check.exchange import Request

SERVICE = "sagemaker.amazonaws.com"
DECISIONS = {
    PermissionResult.PERMITTED: "allowed",
    PermissionResult.DENIED: "explicitDeny",
    PermissionResult.NEUTRAL: "implicitDeny",
}


class IamLayer:
    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        form = dict(request.form) if request.signing_name == "iam" else {}
        if form.get("Action") != "SimulatePrincipalPolicy":
            return self.application(environ, start_response)
        role = find_role(form["PolicySourceArn"])
        if role is None:
            status, body = "404 Not Found", failure(form["PolicySourceArn"])
        else:
            status, body = "200 OK", simulation(role, members(form, "ActionNames"), members(form, "ResourceArns"))
        start_response(status, [("Content-Type", "text/xml")])
        return [body.encode()]


def find_role(arn: str) -> Role | None:
    parts = arn.split(":")
    account = parts[4] if len(parts) > 4 else DEFAULT_ACCOUNT_ID
    roles = list(iam_backends[account]["aws"].roles.values())
    return next((role for role in roles if role.arn == arn), None)


def age_of(role: Role) -> float:
    """In seconds."""
    created = role.create_date.replace(tzinfo=timezone.utc)
    return (datetime.now(timezone.utc) - created).total_seconds()


def trusts_sagemaker(role: Role) -> bool:
    return any(
        part["Effect"] == "Allow" and SERVICE in str(part.get("Principal", {}).get("Service", ""))
        for part in statements_of(role.assume_role_policy_document)
    )


def decide(role: Role, action: str, resource: str) -> PermissionResult:
    documents = [*role.policies.values(), *(policy.document for policy in role.managed_policies.values())]
    parts = [without_condition(part) for document in documents for part in statements_of(document)]
    return IAMPolicy(json.dumps({"Statement": parts})).is_action_permitted(action, resource)


def without_condition(statement: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in statement.items() if key != "Condition"}


def statements_of(document: str) -> list[dict[str, Any]]:
    statements = json.loads(document).get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def members(form: dict[str, str], name: str) -> list[str]:
    return [value for key, value in sorted(form.items()) if key.startswith(f"{name}.member.")]


def simulation(role: Role, actions: list[str], resources: list[str]) -> str:
    results = "".join(
        f"<member><EvalActionName>{escape(action)}</EvalActionName>"
        f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
        f"<EvalDecision>{DECISIONS[decide(role, action, resource)]}</EvalDecision></member>"
        for action in actions
        for resource in resources or ["*"]
    )
    result = f"<EvaluationResults>{results}</EvaluationResults><IsTruncated>false</IsTruncated>"
    return document(f"<SimulatePrincipalPolicyResult>{result}</SimulatePrincipalPolicyResult>", "SimulatePrincipalPolicyResponse")


def failure(arn: str) -> str:
    message = escape(f"Role {arn} does not exist or is not attachable.")
    return document(
        f"<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>{message}</Message></Error>", "ErrorResponse"
    )


def document(content: str, element: str) -> str:
    metadata = "<ResponseMetadata><RequestId>stand-in</RequestId></ResponseMetadata>"
    return f'<{element} xmlns="https://iam.amazonaws.com/doc/2010-05-08/">{content}{metadata}</{element}>'
