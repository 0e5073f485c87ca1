"""All training jobs of one account, and what becomes of each."""

import os
import shutil
import socket
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moto.iam.access_control import PermissionResult

from aws_stand_in.iam import decide, find_role
from aws_stand_in.sagemaker.refusal import Refusal
from aws_stand_in.sagemaker.training.bucket import Sync, place
from aws_stand_in.sagemaker.training.node import Node
from aws_stand_in.sagemaker.troubles import Troubles

NO_CAPACITY = (
    "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type."
)
LOST = "InternalServerError: We encountered an internal error. Please try again."
POLL = 0.05
# Of SageMaker's two minutes.
GRACE = 20.0
# A spot instance costs so much of one on demand.
SPOT = 0.3

Document = dict[str, Any]


class Ended(Exception):
    """The job is over before its script was."""

    def __init__(self, status: str, secondary: str, reason: str | None = None) -> None:
        super().__init__(reason or secondary)
        self.status, self.secondary, self.reason = status, secondary, reason


class Interrupted(Exception):
    """Its spot instances were taken away."""


@dataclass
class Job:
    region: str
    request: Document
    status: str = "InProgress"
    secondary: str = "Starting"
    reason: str | None = None
    transitions: list[Document] = field(default_factory=list)
    created: float = field(default_factory=time.time)
    changed: float = field(default_factory=time.time)
    began: float | None = None
    ended: float | None = None
    selected: str | None = None
    is_interrupted: threading.Event = field(default_factory=threading.Event)
    nodes: list[Node] = field(default_factory=list)
    keep_alive: int = 0

    @property
    def name(self) -> str:
        return str(self.request["TrainingJobName"])

    @property
    def arn(self) -> str:
        return f"arn:aws:sagemaker:{self.region}:123456789012:training-job/{self.name}"

    @property
    def is_spot(self) -> bool:
        return bool(self.request.get("EnableManagedSpotTraining"))

    def transit(self, secondary: str, message: str) -> None:
        now = time.time()
        if self.transitions:
            self.transitions[-1].setdefault("EndTime", now)
        self.secondary, self.changed = secondary, now
        self.transitions.append({"Status": secondary, "StartTime": now, "StatusMessage": message})

    def types(self) -> list[str]:
        resources = self.request["ResourceConfig"]
        preferred = [each["InstanceType"] for each in resources.get("InstancePreferences", [])]
        return preferred or [resources["InstanceType"]]


class TrainingJobs:
    def __init__(self, region: str, troubles: Troubles) -> None:
        self.region = region
        self.troubles = troubles
        self.jobs: dict[str, Job] = {}
        # Without one nothing runs: jobs stay in training until they are stopped.
        self.python = os.environ.get("STAND_IN_TRAINING_PYTHON")

    def job(self, name: str) -> Job:
        if name not in self.jobs:
            raise Refusal("ValidationException", "Requested resource not found.")
        return self.jobs[name]

    def start(self, request: Document) -> Job:
        job = Job(self.region, request, keep_alive=request["ResourceConfig"].get("KeepAlivePeriodInSeconds", 0))
        self.jobs[job.name] = job
        threading.Thread(target=self.carry_out, args=[job], daemon=True).start()
        return job

    def stop(self, job: Job) -> None:
        if job.status == "InProgress":
            job.status = "Stopping"
            job.transit("Stopping", "Stopping the training job")

    def interrupt(self, name: str) -> None:
        """The nodes of a job are taken away, as spot instances, or since they broke."""
        self.job(name).is_interrupted.set()

    def kill_all(self) -> None:
        for job in self.jobs.values():
            for node in job.nodes:
                node.kill()
                shutil.rmtree(node.root, ignore_errors=True)

    def carry_out(self, job: Job) -> None:
        try:
            while True:
                try:
                    self.provision(job)
                    self.train(job)
                    break
                except Interrupted:
                    job.is_interrupted.clear()
                    job.transit("Interrupted", "The job was interrupted: its Spot instances were reclaimed")
                    time.sleep(self.troubles.delay)
            end = Ended("Completed", "Completed")
        except Ended as ended:
            end = ended
        except Exception as error:
            end = Ended("Failed", "Failed", f"InternalServerError: the stand-in: {error!r}")
        self.finish(job, end)

    def finish(self, job: Job, end: Ended) -> None:
        for node in job.nodes:
            node.kill()
            node.settle()
            shutil.rmtree(node.root, ignore_errors=True)
        job.nodes = []
        job.transit(end.secondary, "Training job " + end.status.lower())
        job.reason, job.ended, job.status = end.reason, time.time(), end.status

    def provision(self, job: Job) -> None:
        job.transit("Starting", "Starting the training job")
        time.sleep(self.troubles.delay)
        for name, reason in list(self.troubles.failing.items()):
            if job.name.startswith(f"{name}-"):
                del self.troubles.failing[name]
                raise Ended("Failed", "Failed", reason)
        for attempt in range(20):
            check_stopped(job)
            job.selected = next((each for each in job.types() if each not in self.troubles.exhausted), None)
            if job.selected is not None:
                return
            if attempt == 0:
                job.transit("Pending", "Training job waiting for capacity")
            time.sleep(self.troubles.delay)
        raise Ended("Failed", "Failed", NO_CAPACITY)

    def train(self, job: Job) -> None:
        job.transit("Downloading", "Downloading input data")
        port = free_port()
        count = job.request["ResourceConfig"]["InstanceCount"]
        for node in job.nodes:
            shutil.rmtree(node.root, ignore_errors=True)
        job.nodes = [Node(root(), job.request, index, job.selected or "", port) for index in range(count)]
        for node in job.nodes:
            node.prepare()
        job.transit("Training", "Training image download completed. Training in progress.")
        job.began = job.began or time.time()
        if self.python is not None:
            for node in job.nodes:
                node.start(self.python)
        self.follow(job)
        job.transit("Uploading", "Uploading generated training model")
        upload(job)

    def follow(self, job: Job) -> None:
        """Until all nodes have ended well."""
        limit = job.request["StoppingCondition"]["MaxRuntimeInSeconds"]
        while True:
            time.sleep(POLL)
            for node in job.nodes:
                node.sync()
            codes = [node.exit_code() for node in job.nodes]
            if job.is_interrupted.is_set():
                self.lose(job)
            if job.status == "Stopping" or time.time() - (job.began or 0) > limit:
                raise self.ask_to_end(job)
            failed = next((index for index, code in enumerate(codes) if code not in (None, 0)), None)
            if failed is not None:
                job.nodes[failed].settle()
                words, code = job.nodes[failed].failure(), codes[failed]
                raise Ended("Failed", "Failed", f"AlgorithmError: {words}, exit code: {code}")
            if all(code == 0 for code in codes):
                return

    def lose(self, job: Job) -> None:
        for node in job.nodes:
            node.kill()
            node.settle()
        if job.is_spot:
            raise Interrupted
        raise Ended("Failed", "Failed", LOST)

    def ask_to_end(self, job: Job) -> Ended:
        was_asked = job.status == "Stopping"
        for node in job.nodes:
            node.ask_to_end()
        until = time.time() + GRACE
        while time.time() < until and self.python and any(node.exit_code() is None for node in job.nodes):
            time.sleep(POLL)
        for node in job.nodes:
            node.kill()
            node.sync()
        upload(job)
        return Ended("Stopped", "Stopped" if was_asked else "MaxRuntimeExceeded")


def check_stopped(job: Job) -> None:
    if job.status == "Stopping":
        raise Ended("Stopped", "Stopped")


def upload(job: Job) -> None:
    """The model folders of all nodes as one, file by file."""
    uri = f"{job.request['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{job.name}/output/model/"
    bucket, key = place(uri)
    role = find_role(job.request["RoleArn"])
    if role is None or decide(role, "s3:PutObject", f"arn:aws:s3:::{bucket}/{key}x") != PermissionResult.PERMITTED:
        raise Ended("Failed", "Failed", f"ClientError: Artifact upload failed: AccessDenied: {uri}")
    for node in job.nodes:
        Sync(node.root / "model", uri).run()


def root() -> Path:
    return Path(tempfile.mkdtemp(prefix="torchrelay-sagemaker-")).resolve()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
