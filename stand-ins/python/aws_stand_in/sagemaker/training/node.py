"""One container: a process that sees the folders and variables that SageMaker gives, and nothing else of this machine."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from moto.logs.models import logs_backends

from aws_stand_in.sagemaker.training.bucket import Sync, bring
from aws_stand_in.sagemaker.training.image import link_packages

REGION = "us-east-1"
GROUP = "/aws/sagemaker/TrainingJobs"

Document = dict[str, Any]


class Node:
    def __init__(self, root: Path, request: Document, index: int, instance_type: str, port: int) -> None:
        self.root = root
        self.request = request
        self.index = index
        self.instance_type = instance_type
        self.port = port
        # That of the role, since jobs run as it.
        self.account = str(request["RoleArn"]).split(":")[4]
        self.checkpoints = self.sync_of_checkpoints()
        self.process: subprocess.Popen[bytes] | None = None
        self.reader: threading.Thread | None = None

    def sync_of_checkpoints(self) -> Sync | None:
        config = self.request.get("CheckpointConfig")
        return Sync(self.root / "checkpoints", config["S3Uri"]) if config else None

    def prepare(self) -> None:
        for channel in self.request.get("InputDataConfig", []):
            uri = channel["DataSource"]["S3DataSource"]["S3Uri"]
            bring(uri, self.root / "input" / "data" / channel["ChannelName"])
        if self.checkpoints is not None:
            bring(self.request["CheckpointConfig"]["S3Uri"], self.checkpoints.folder)
        for folder in ("model", "output", "tmp", "input/config"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        link_packages(self.root / "packages")
        (self.root / "input/config/resourceconfig.json").write_text(json.dumps(self.resources()))

    def resources(self) -> Document:
        count = self.request["ResourceConfig"]["InstanceCount"]
        # Two names that this machine really has, where two nodes have to meet.
        hosts = ["algo-1"] if count == 1 else [f"127.0.0.{index + 1}" for index in range(count)]
        return {
            "current_host": hosts[self.index],
            "hosts": hosts,
            "current_instance_type": self.instance_type,
            "network_interface_name": "lo0" if sys.platform == "darwin" else "lo",
        }

    def start(self, python: str) -> None:
        specification = self.request["AlgorithmSpecification"]
        command = [*specification["ContainerEntrypoint"], *specification.get("ContainerArguments", [])]
        there = [part.replace("/opt/ml/", f"{self.root}/", 1) for part in command]
        self.process = subprocess.Popen(
            [python if there[0] == "python3" else there[0], *there[1:]],
            cwd=self.root,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.reader = threading.Thread(target=self.keep_log, daemon=True)
        self.reader.start()

    def environment(self) -> dict[str, str]:
        name = self.request["TrainingJobName"]
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "TMPDIR": str(self.root / "tmp"),
            # Beside PyTorch, SageMaker's images have boto3, which finds its credentials and its services by itself.
            "PYTHONPATH": str(self.root / "packages"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_ACCESS_KEY_ID": "AKIAEXECUTIONROLE",
            "AWS_SECRET_ACCESS_KEY": "of-no-account",
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": os.environ["STAND_IN_ADDRESS"],
            "TRAINING_JOB_NAME": name,
            "TRAINING_JOB_ARN": f"arn:aws:sagemaker:{REGION}:{self.account}:training-job/{name}",
            # Ours: a folder in place of /opt/ml, and a port of this machine that is free.
            "TORCHRELAY_SAGEMAKER_ROOT": str(self.root),
            "MASTER_PORT": str(self.port),
            **self.request.get("Environment", {}),
        }

    def keep_log(self) -> None:
        assert self.process is not None and self.process.stdout is not None
        stream = f"{self.request['TrainingJobName']}/algo-{self.index + 1}-{time.time_ns()}"
        backend = logs_backends[self.account][REGION]
        if GROUP not in backend.groups:
            backend.create_log_group(GROUP, {})
        backend.create_log_stream(GROUP, stream)
        for line in self.process.stdout:
            message = line.decode(errors="replace").rstrip("\n")
            # CloudWatch takes no empty event.
            if message != "":
                event = {"timestamp": int(time.time() * 1000), "message": message}
                backend.put_log_events(GROUP, stream, [event])

    def sync(self) -> None:
        if self.checkpoints is not None:
            self.checkpoints.run()

    def exit_code(self) -> int | None:
        return None if self.process is None else self.process.poll()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """With all that it has started, as if the machine were gone."""
        if self.process is None:
            return
        for pid in [*descendants(self.process.pid), self.process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def settle(self) -> None:
        """Waits for the last of its log."""
        if self.reader is not None:
            self.reader.join(timeout=10)

    def failure(self) -> str:
        path = self.root / "output" / "failure"
        return path.read_text(encoding="utf-8")[:1024] if path.exists() else ""


def descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in listed.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found: list[int] = []
    waiting = [pid]
    while waiting:
        direct = children.get(waiting.pop(), [])
        found.extend(direct)
        waiting.extend(direct)
    return found
