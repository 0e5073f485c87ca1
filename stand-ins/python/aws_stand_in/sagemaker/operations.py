"""The operations, by their names."""

from collections.abc import Callable
from typing import Any

from aws_stand_in.sagemaker.account import Account, Document, Endpoint, Part
from aws_stand_in.sagemaker.refusal import not_found
from aws_stand_in.sagemaker.roles import check_role
from aws_stand_in.sagemaker.training.operations import training_operations

Operation = Callable[[Account, Document], Document]


def create_model(account: Account, request: Document) -> Document:
    check_role(request, account.troubles.role_delay)
    part = account.make_part("model", account.models, request["ModelName"], request)
    return {"ModelArn": part.arn}


def describe_model(account: Account, request: Document) -> Document:
    return described(account, account.models, "model", request["ModelName"], "ModelArn")


def list_models(account: Account, request: Document) -> Document:
    return listed(account.models, request, "Models", "Model")


def delete_model(account: Account, request: Document) -> Document:
    return deleted(account, account.models, "model", request["ModelName"])


def create_endpoint_config(account: Account, request: Document) -> Document:
    for variant in request["ProductionVariants"]:
        if variant["ModelName"] not in account.models:
            raise not_found("model", f"{account.arn}:model/{variant['ModelName']}")
    name = request["EndpointConfigName"]
    part = account.make_part("endpoint-config", account.configs, name, request)
    return {"EndpointConfigArn": part.arn}


def describe_endpoint_config(account: Account, request: Document) -> Document:
    name = request["EndpointConfigName"]
    return described(account, account.configs, "endpoint-config", name, "EndpointConfigArn")


def list_endpoint_configs(account: Account, request: Document) -> Document:
    return listed(account.configs, request, "EndpointConfigs", "EndpointConfig")


def delete_endpoint_config(account: Account, request: Document) -> Document:
    return deleted(account, account.configs, "endpoint-config", request["EndpointConfigName"])


def create_endpoint(account: Account, request: Document) -> Document:
    name, config = request["EndpointName"], request["EndpointConfigName"]
    return {"EndpointArn": account.create_endpoint(name, config, request.get("Tags")).arn}


def update_endpoint(account: Account, request: Document) -> Document:
    name, config = request["EndpointName"], request["EndpointConfigName"]
    deployment = request.get("DeploymentConfig", {})
    return {"EndpointArn": account.update_endpoint(name, config, deployment).arn}


def update_weights(account: Account, request: Document) -> Document:
    [wanted] = request["DesiredWeightsAndCapacities"]
    return {"EndpointArn": account.scale(request["EndpointName"], wanted["DesiredInstanceCount"]).arn}


def describe_endpoint(account: Account, request: Document) -> Document:
    name = request["EndpointName"]
    endpoint = account.endpoint(name)
    variant = account.variant(endpoint.config) if endpoint.config in account.configs else None
    document = {
        "EndpointName": name,
        "EndpointArn": endpoint.arn,
        "EndpointConfigName": endpoint.config,
        "EndpointStatus": endpoint.status,
        "CreationTime": endpoint.created,
        "LastModifiedTime": endpoint.changed,
        **({"FailureReason": endpoint.reason} if endpoint.reason else {}),
    }
    # What was never provisioned has no variants.
    if variant is not None and endpoint.status not in ("Creating", "Failed"):
        document["ProductionVariants"] = [variant_of(variant, endpoint)]
    if endpoint.deployment:
        document["LastDeploymentConfig"] = endpoint.deployment
    if endpoint.stage is not None:
        name_of_variant = account.variant(endpoint.pending or endpoint.config)["VariantName"]
        status = {"VariantName": name_of_variant, "VariantStatus": [{"Status": endpoint.stage}]}
        document["PendingDeploymentSummary"] = {
            "EndpointConfigName": endpoint.pending,
            "ProductionVariants": [status],
        }
    return document


def variant_of(variant: Document, endpoint: Endpoint) -> Document:
    pools = [
        {
            "InstanceType": pool["InstanceType"],
            "CurrentInstanceCount": endpoint.instances if pool["InstanceType"] == endpoint.instance_type else 0,
        }
        for pool in variant.get("InstancePools", [])
    ]
    return {
        "VariantName": variant["VariantName"],
        "CurrentWeight": 1.0,
        "DesiredWeight": 1.0,
        "CurrentInstanceCount": endpoint.instances,
        "DesiredInstanceCount": endpoint.instances,
        **({"InstancePools": pools} if pools else {}),
    }


def list_endpoints(account: Account, request: Document) -> Document:
    endpoints = [
        {
            "EndpointName": name,
            "EndpointArn": endpoint.arn,
            "CreationTime": endpoint.created,
            "LastModifiedTime": endpoint.changed,
            "EndpointStatus": endpoint.status,
        }
        for name, endpoint in account.endpoints.items()
        if request.get("NameContains", "") in name
    ]
    return {"Endpoints": endpoints}


def delete_endpoint(account: Account, request: Document) -> Document:
    account.delete_endpoint(request["EndpointName"])
    return {}


def add_tags(account: Account, request: Document) -> Document:
    account.tag(request["ResourceArn"], request["Tags"])
    return {"Tags": account.tags[request["ResourceArn"]]}


def delete_tags(account: Account, request: Document) -> Document:
    arn = request["ResourceArn"]
    account.tags[arn] = [tag for tag in account.tags.get(arn, []) if tag["Key"] not in request["TagKeys"]]
    return {}


def list_tags(account: Account, request: Document) -> Document:
    return {"Tags": account.tags.get(request["ResourceArn"], [])}


def described(account: Account, parts: dict[str, Part], kind: str, name: str, arn_key: str) -> Document:
    if name not in parts:
        raise not_found(kind, f"{account.arn}:{kind}/{name}")
    part = parts[name]
    request = {key: value for key, value in part.request.items() if key != "Tags"}
    return {**request, arn_key: part.arn, "CreationTime": part.created}


def listed(parts: dict[str, Part], request: Document, key: str, prefix: str) -> Document:
    """In pages, newest first, as SageMaker lists."""
    named = [(name, part) for name, part in parts.items() if request.get("NameContains", "") in name]
    start, size = int(request.get("NextToken", "0")), request.get("MaxResults", 10)
    page: list[Any] = [
        {f"{prefix}Name": name, f"{prefix}Arn": part.arn, "CreationTime": part.created}
        for name, part in list(reversed(named))[start : start + size]
    ]
    more = {"NextToken": str(start + size)} if start + size < len(named) else {}
    return {key: page, **more}


def deleted(account: Account, parts: dict[str, Part], kind: str, name: str) -> Document:
    if name not in parts:
        raise not_found(kind, f"{account.arn}:{kind}/{name}")
    account.tags.pop(parts.pop(name).arn, None)
    return {}


operations: dict[str, Operation] = {
    **training_operations,
    "CreateModel": create_model,
    "DescribeModel": describe_model,
    "ListModels": list_models,
    "DeleteModel": delete_model,
    "CreateEndpointConfig": create_endpoint_config,
    "DescribeEndpointConfig": describe_endpoint_config,
    "ListEndpointConfigs": list_endpoint_configs,
    "DeleteEndpointConfig": delete_endpoint_config,
    "CreateEndpoint": create_endpoint,
    "UpdateEndpoint": update_endpoint,
    "UpdateEndpointWeightsAndCapacities": update_weights,
    "DescribeEndpoint": describe_endpoint,
    "ListEndpoints": list_endpoints,
    "DeleteEndpoint": delete_endpoint,
    "AddTags": add_tags,
    "DeleteTags": delete_tags,
    "ListTags": list_tags,
}
