"""All that SageMaker knows of one account in one region."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from aws_stand_in.sagemaker.engine import Engine
from aws_stand_in.sagemaker.refusal import Refusal, already_there, in_progress, not_found, over_quota
from aws_stand_in.sagemaker.rollout import alarms_of, any_sounding, check_rollout, sound, stages_of
from aws_stand_in.sagemaker.training.jobs import TrainingJobs
from aws_stand_in.sagemaker.troubles import Troubles

NO_CAPACITY = (
    "Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. "
    "Please retry using a different ML instance type or after some time."
)
NO_PING = (
    "The primary container for production variant {variant} did not pass the ping health check. "
    "Please check CloudWatch logs for this endpoint."
)
BUSY = ("Creating", "Updating", "RollingBack", "Deleting")

Document = dict[str, Any]


def types_of(variant: Document) -> list[str]:
    """Of a pool in the order of their priority."""
    pools = sorted(variant.get("InstancePools", []), key=lambda pool: pool["Priority"])
    return [pool["InstanceType"] for pool in pools] or [variant["InstanceType"]]


@dataclass
class Part:
    """A model or a configuration: as it was asked for, and never changed."""

    arn: str
    request: Document
    created: float = field(default_factory=time.time)


@dataclass
class Endpoint:
    arn: str
    config: str
    instances: int
    instance_type: str | None
    status: str = "Creating"
    reason: str | None = None
    container: str = ""
    # What a change is doing just now, and towards which configuration.
    deployment: Document | None = None
    stage: str | None = None
    pending: str | None = None
    created: float = field(default_factory=time.time)
    changed: float = field(default_factory=time.time)


class Account:
    def __init__(self, region: str, engine: Engine, troubles: Troubles) -> None:
        self.region = region
        self.arn = f"arn:aws:sagemaker:{region}:123456789012"
        self.engine = engine
        self.troubles = troubles
        self.training = TrainingJobs(region, troubles)
        self.lock = threading.RLock()
        self.models: dict[str, Part] = {}
        self.configs: dict[str, Part] = {}
        self.endpoints: dict[str, Endpoint] = {}
        self.tags: dict[str, list[Document]] = {}

    def resources(self) -> list[str]:
        with self.lock:
            return [
                *(f"endpoint {name} {endpoint.status}" for name, endpoint in self.endpoints.items()),
                *(f"endpoint configuration {name}" for name in self.configs),
                *(f"model {name}" for name in self.models),
                *(f"training job {name}" for name in self.training.jobs),
            ]

    def tag(self, arn: str, tags: list[Document] | None) -> None:
        known = {tag["Key"]: tag for tag in self.tags.get(arn, [])}
        self.tags[arn] = list({**known, **{tag["Key"]: tag for tag in tags or []}}.values())

    def make_part(self, kind: str, parts: dict[str, Part], name: str, request: Document) -> Part:
        arn = f"{self.arn}:{kind}/{name}"
        if name in parts:
            raise already_there(kind.replace("-", " ").replace("endpoint config", "endpoint configuration"), arn)
        parts[name] = Part(arn, request)
        self.tag(arn, request.get("Tags"))
        return parts[name]

    def variant(self, config: str) -> Document:
        if config not in self.configs:
            raise not_found("endpoint configuration", f"{self.arn}:endpoint-config/{config}")
        return self.configs[config].request["ProductionVariants"][0]

    def endpoint(self, name: str) -> Endpoint:
        if name not in self.endpoints:
            raise not_found("endpoint", f"{self.arn}:endpoint/{name}")
        return self.endpoints[name]

    def check_quota(self, instance_type: str, more: int) -> None:
        limit = self.troubles.quota.get(instance_type)
        used = sum(
            endpoint.instances
            for endpoint in self.endpoints.values()
            if endpoint.instance_type == instance_type and endpoint.status != "Failed"
        )
        if limit is not None and used + more > limit:
            raise over_quota(instance_type, limit, used, more)

    def create_endpoint(self, name: str, config: str, tags: list[Document] | None) -> Endpoint:
        arn = f"{self.arn}:endpoint/{name}"
        if name in self.endpoints:
            raise already_there("endpoint", arn)
        variant = self.variant(config)
        self.check_quota(types_of(variant)[0], variant["InitialInstanceCount"])
        endpoint = Endpoint(arn, config, variant["InitialInstanceCount"], types_of(variant)[0])
        self.endpoints[name] = endpoint
        self.tag(arn, tags)
        self.later(lambda: self.finish_creation(name, endpoint))
        return endpoint

    def finish_creation(self, name: str, endpoint: Endpoint) -> None:
        container, reason = self.provision(endpoint.config)
        with self.lock:
            endpoint.instance_type = self.obtainable(endpoint.config)
            endpoint.container, endpoint.reason = container or "", reason
            endpoint.status = "InService" if reason is None else "Failed"
            endpoint.changed = time.time()

    def obtainable(self, config: str) -> str | None:
        """The first type of the pool, or the only type, of which there are instances."""
        types = types_of(self.variant(config))
        return next((each for each in types if each not in self.troubles.exhausted), None)

    def provision(self, config: str) -> tuple[str | None, str | None]:
        """What was started, or why nothing was."""
        variant = self.variant(config)
        if self.obtainable(config) is None:
            return None, NO_CAPACITY
        failing = next((name for name in self.troubles.failing if config.startswith(f"{name}-")), None)
        if failing is not None:
            return None, self.troubles.failing.pop(failing)
        model = self.models[variant["ModelName"]].request["PrimaryContainer"]
        container = self.engine.start(model)
        reason = None if container is not None else NO_PING.format(variant=variant["VariantName"])
        return container, reason

    def update_endpoint(self, name: str, config: str, deployment: Document) -> Endpoint:
        endpoint = self.endpoint(name)
        if endpoint.status in BUSY:
            raise in_progress("update", endpoint.arn)
        if endpoint.status == "Failed":
            raise Refusal("ValidationException", f'Cannot update endpoint "{endpoint.arn}" in status Failed.')
        variant = self.variant(config)
        self.check_quota(types_of(variant)[0], variant["InitialInstanceCount"])
        check_rollout(deployment, variant["InitialInstanceCount"])
        endpoint.status, endpoint.stage, endpoint.pending = "Updating", "Creating", config
        endpoint.deployment = deployment
        self.later(lambda: self.shift_traffic(name, endpoint, config, deployment))
        return endpoint

    def shift_traffic(self, name: str, endpoint: Endpoint, config: str, deployment: Document) -> None:
        """The new instances are there: part after part they get the traffic, and the alarms are watched."""
        container, reason = self.provision(config)
        alarms = alarms_of(deployment)
        stages = stages_of(deployment) if container is not None else []

        def watch(left: list[str]) -> None:
            with self.lock:
                if name in self.troubles.alarmed and alarms:
                    self.troubles.alarmed.discard(name)
                    sound(alarms)
                if any_sounding(alarms):
                    return self.finish_update(name, endpoint, config, container, None, put_back=True)
                if not left:
                    return self.finish_update(name, endpoint, config, container, reason)
                endpoint.stage = left[0]
            self.later(lambda: watch(left[1:]))

        watch(stages)

    def finish_update(
        self,
        name: str,
        endpoint: Endpoint,
        config: str,
        container: str | None,
        reason: str | None,
        put_back: bool = False,
    ) -> None:
        with self.lock:
            is_silent = name in self.troubles.rolled_back or put_back
            self.troubles.rolled_back.discard(name)
            endpoint.stage = endpoint.pending = None
            if container is None or is_silent:
                endpoint.reason = None if is_silent else reason
                leftover = container
            else:
                leftover = endpoint.container
                endpoint.config, endpoint.container, endpoint.reason = config, container, None
                endpoint.instances = self.variant(config)["InitialInstanceCount"]
                endpoint.instance_type = self.obtainable(config)
            endpoint.status, endpoint.changed = "InService", time.time()
        if leftover:
            self.engine.stop(leftover)

    def scale(self, name: str, instances: int) -> Endpoint:
        endpoint = self.endpoint(name)
        if endpoint.status in BUSY:
            raise in_progress("update", endpoint.arn)
        self.check_quota(endpoint.instance_type or "", instances - endpoint.instances)
        endpoint.status, endpoint.instances = "Updating", instances
        self.later(lambda: self.settle(endpoint))
        return endpoint

    def settle(self, endpoint: Endpoint) -> None:
        with self.lock:
            endpoint.status, endpoint.changed = "InService", time.time()

    def delete_endpoint(self, name: str) -> None:
        endpoint = self.endpoint(name)
        if endpoint.status in BUSY:
            raise in_progress("delete", endpoint.arn)
        endpoint.status = "Deleting"
        self.later(lambda: self.finish_deletion(name, endpoint))

    def finish_deletion(self, name: str, endpoint: Endpoint) -> None:
        with self.lock:
            del self.endpoints[name]
            del self.tags[endpoint.arn]
        if endpoint.container:
            self.engine.stop(endpoint.container)

    def later(self, work: Any) -> None:
        def once_released() -> None:
            self.troubles.released.wait()
            work()

        timer = threading.Timer(self.troubles.delay, once_released)
        timer.daemon = True
        timer.start()
