"""Starts a training script in the same way everywhere: one process of this on each node, which starts torchrun.

    python run_training.py --code DIR --model DIR --checkpoints DIR [--data NAME=DIR ...] [--node 0 ...]
    python run_training.py --platform sagemaker
    python run_training.py --platform azureml --code DIR --model DIR --checkpoints DIR [--data NAME=DIR ...]

It reads `job.json` beside it (`entry`, `arguments`, `environment`, `secrets`, `nodes`, `processesPerNode`), unpacks
`code.tar` of the code folder, installs `requirements.txt`, and gives the script

    TORCHRELAY_DATA_<NAME>      a folder of data
    TORCHRELAY_CHECKPOINT_DIR   what is written here is there again when the job goes on after an interruption
    TORCHRELAY_MODEL_DIR        what is written here is the result: `model.pt`, `metrics.json`
    TORCHRELAY_ARGUMENTS        the arguments once more, as a JSON file

Lines of `metrics.jsonl` in the model folder are printed as they come, so that the logs carry them. Standard library
only, and boto3 for secrets of AWS: it has to run wherever there is Python 3.10.

A mounted container of blobs neither renames nor appends, so on Azure ML the script works on the node's own disk, and
its checkpoints are copied to the mounted folder whenever they have changed.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import io
import json
import os
import re
import shutil
import signal
import site
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import traceback
import types
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

METRICS_PREFIX = "[torchrelay:metrics] "
FAILED_PREFIX = "[torchrelay:failed] "
_LAST_WORDS = "TORCHRELAY_LAST_WORDS"
_POLL_SECONDS = 0.5
# Longer than torchrun gives the script, so that torchrun can end by itself.
_GRACE_SECONDS = 45


@dataclass
class Place:
    """Where a node finds everything."""

    code: Path
    model: Path
    checkpoints: Path
    data: dict[str, Path] = field(default_factory=dict)
    node: int = 0
    master: str = "127.0.0.1"
    port: int = 29400
    # Where the platform looks for the reason of a failure.
    failure: Path | None = None
    # Where it looks nowhere: the reason is a line of the log.
    logs_failure: bool = False
    # A folder that takes whole files alone, in which those of `checkpoints` are kept.
    kept_checkpoints: Path | None = None
    # What only the node knows of how it reaches the others.
    environment: dict[str, str] = field(default_factory=dict)


def sagemaker_place() -> Place:
    """SageMaker's folders and its list of hosts: `algo-1`, …, `algo-10`."""
    root = Path(os.environ.get("TORCHRELAY_SAGEMAKER_ROOT", "/opt/ml"))
    config = json.loads((root / "input/config/resourceconfig.json").read_text())
    hosts = sorted(config["hosts"], key=lambda host: (len(host), host))
    channels = {folder.name: folder for folder in (root / "input/data").iterdir() if folder.is_dir()}
    node = hosts.index(config["current_host"])
    return Place(
        code=channels.pop("torchrelay-code"),
        # SageMaker keeps the model folders of all nodes as one: only the first node's is the result.
        model=root / "model" if node == 0 else Path(tempfile.mkdtemp(prefix="torchrelay-model-")),
        checkpoints=root / "checkpoints",
        data={name: folder for name, folder in channels.items() if name != "torchrelay-job"},
        node=node,
        master=hosts[0],
        port=int(os.environ.get("MASTER_PORT", "7777")),
        failure=root / "output" / "failure",
        environment={**network_of(config), **cuda_compatibility()},
    )


def network_of(config: dict[str, Any]) -> dict[str, str]:
    """NCCL and Gloo would look for an interface by themselves, and may take one that leads nowhere."""
    interface = config.get("network_interface_name")
    if interface is None or len(config["hosts"]) == 1:
        return {}
    return {"NCCL_SOCKET_IFNAME": interface, "GLOO_SOCKET_IFNAME": interface}


def cuda_compatibility(
    driver: Path = Path("/proc/driver/nvidia/version"), libraries: Path = Path("/usr/local/cuda/compat")
) -> dict[str, str]:
    """What AWS's own entry point does, which this stands in place of: a newer CUDA than the driver brings its libraries."""
    library = libraries / "libcuda.so.1"
    if not driver.exists() or not library.exists():
        return {}
    installed = re.search(r"Kernel Module\b.*?\s(\d+\.[\d.]+)", driver.read_text())
    brought = re.search(r"libcuda\.so\.([\d.]+)$", library.resolve().name)
    if installed is None or brought is None or numbers(installed[1]) >= numbers(brought[1]):
        return {}
    say(f"driver {installed[1]} is older than CUDA's own {brought[1]}, which is used")
    return {"LD_LIBRARY_PATH": f"{libraries}:{os.environ.get('LD_LIBRARY_PATH', '')}"}


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part]


def azure_place(place: Place, work: Path) -> Place:
    """Azure ML gives the folders on the command line, and who this node is, and who is first, by environment."""
    place.node = int(os.environ.get("NODE_RANK", "0"))
    place.master = os.environ.get("MASTER_ADDR", place.master)
    place.port = int(os.environ.get("MASTER_PORT", place.port))
    if place.node != 0:
        # Azure ML uploads the folders of all nodes to one place: only the first node's is the result.
        place.model = work / "model"
    place.kept_checkpoints, place.checkpoints = place.checkpoints, work / "checkpoints"
    place.logs_failure = True
    # Of a preset, for an image that has no such file.
    if not Path(os.environ.get("NCCL_TOPO_FILE", "/")).exists():
        del os.environ["NCCL_TOPO_FILE"]
    return place


class Keeper(threading.Thread):
    """Keeps a folder in another, which takes whole files alone: each is copied when it has changed."""

    def __init__(self, folder: Path, kept: Path) -> None:
        super().__init__(daemon=True)
        self._folder = folder
        self._kept = kept
        self._known: dict[str, tuple[int, int, int]] = {}
        self._ended = threading.Event()
        self._told = ""

    def bring(self) -> None:
        """What was kept by an earlier attempt, or by other nodes of it."""
        for name in files_in(self._kept):
            copy_file(self._kept / name, self._folder / name)
            self._known[name] = mark_of(self._folder / name)

    def run(self) -> None:
        while not self._ended.wait(_POLL_SECONDS):
            self._keep()

    def end(self) -> None:
        self._ended.set()
        self.join()
        self._keep()

    def _keep(self) -> None:
        names = files_in(self._folder)
        for name in names:
            try:
                mark = mark_of(self._folder / name)
                if self._known.get(name) != mark:
                    copy_file(self._folder / name, self._kept / name)
                    self._known[name] = mark
            except FileNotFoundError:
                # Renamed or removed since it was listed.
                continue
            except OSError as error:
                self._tell(f"cannot keep the checkpoint {name}: {error}")
        for name in self._known.keys() - set(names):
            (self._kept / name).unlink(missing_ok=True)
            del self._known[name]

    def _tell(self, problem: str) -> None:
        if problem != self._told:
            say(problem)
        self._told = problem


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def mark_of(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extractall(folder, filter="data")
        else:
            tar.extractall(folder)


def python_for(code: Path, work: Path) -> str:
    """This Python, or one that has what `requirements.txt` asks for on top of what this one has."""
    requirements = code / "requirements.txt"
    if not requirements.exists():
        return sys.executable
    say(f"installing {requirements.name}")
    venv = work / "venv"
    run([sys.executable, "-m", "venv", "--without-pip", str(venv)])
    python = venv / "bin" / "python"
    packages = next((venv / "lib").glob("python*/site-packages"))
    # Also where this Python is a virtual environment itself, which another does not inherit.
    parents = [*site.getsitepackages(), *([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])]
    (packages / "_inherited.pth").write_text("\n".join(parents) + "\n")
    run([sys.executable, "-m", "pip", "--python", str(python), "install", "--disable-pip-version-check",
         "--no-input", "--quiet", "-r", str(requirements)])
    return str(python)


class CannotBegin(Exception):
    """What stands in the script's way, in a sentence for whoever trains."""

    def __init__(self, reason: str, code: int = 1) -> None:
        super().__init__(reason)
        self.code = code


def run(command: list[str]) -> None:
    """What it said is in the log."""
    result = subprocess.run(command, check=False)
    if result.returncode != 0:
        raise CannotBegin(f"failed with exit code {result.returncode}: {' '.join(command)}", result.returncode)


def read_secrets(references: dict[str, str]) -> dict[str, str]:
    """The values of Secrets Manager's secrets by their ARNs, or of Key Vault's by their addresses; of one that is JSON,
    `#key` behind it is one value."""
    return {name: read_secret(name, *reference.partition("#")[::2]) for name, reference in references.items()}


def read_secret(name: str, reference: str, key: str) -> str:
    value = read_vault(name, reference) if reference.startswith("https://") else read_manager(name, reference)
    if key == "":
        return value
    try:
        return str(json.loads(value)[key])
    except (ValueError, TypeError, LookupError):
        # Not the error: it would quote the secret.
        raise CannotBegin(f"The secret {name} ({reference}) is no JSON object with a {key!r}.") from None


def read_manager(name: str, arn: str) -> str:
    import boto3  # In AWS's images, and not in the standard library.

    try:
        client = boto3.client("secretsmanager", region_name=arn.split(":")[3])
        return client.get_secret_value(SecretId=arn)["SecretString"]
    except KeyError:
        raise CannotBegin(f"The secret {name} ({arn}) holds bytes; a variable takes text.") from None
    except Exception as error:
        raise CannotBegin(
            f"Cannot read the secret {name} ({arn}): {error}. "
            "The execution role needs secretsmanager:GetSecretValue on it."
        ) from None


def read_vault(name: str, address: str) -> str:
    """As the managed identity that Azure ML lends to the job."""
    url = urllib.parse.urlsplit(address)
    # A token is for all vaults of a cloud.
    token_for = f"https://{url.netloc.partition('.')[2]}"
    vault = os.environ.get("TORCHRELAY_KEY_VAULT", f"https://{url.netloc}")
    try:
        token = ask_identity(token_for)
        return str(ask(f"{vault}{url.path}?api-version=7.4", {"Authorization": f"Bearer {token}"})["value"])
    except (OSError, ValueError, LookupError) as error:
        raise CannotBegin(
            f"Cannot read the secret {name} ({address}): {error}. "
            'The job\'s managed identity needs the role "Key Vault Secrets User" on the vault.'
        ) from None


def ask_identity(token_for: str) -> str:
    """As Azure's own libraries ask on compute of Azure ML."""
    endpoint, secret = os.environ.get("MSI_ENDPOINT"), os.environ.get("MSI_SECRET")
    if not endpoint or not secret:
        raise ValueError("the job runs as no managed identity")
    query = {"api-version": "2017-09-01", "resource": token_for}
    if "DEFAULT_IDENTITY_CLIENT_ID" in os.environ:
        query["clientid"] = os.environ["DEFAULT_IDENTITY_CLIENT_ID"]
    return str(ask(f"{endpoint}?{urllib.parse.urlencode(query)}", {"secret": secret})["access_token"])


def ask(url: str, headers: dict[str, str]) -> dict[str, Any]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return dict(json.load(answer))


def environment_of(job: dict[str, Any], place: Place, arguments: Path) -> dict[str, str]:
    folders = {f"TORCHRELAY_DATA_{variable(name)}": str(folder) for name, folder in place.data.items()}
    return {
        **os.environ,
        # torchrun sets 1 and warns; a script on a CPU would use a core of many.
        "OMP_NUM_THREADS": str(max(1, (os.cpu_count() or 1) // job["processesPerNode"])),
        **place.environment,
        **job["environment"],
        **folders,
        "TORCHRELAY_CHECKPOINT_DIR": str(place.checkpoints),
        "TORCHRELAY_MODEL_DIR": str(place.model),
        "TORCHRELAY_ARGUMENTS": str(arguments),
    }


def variable(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name).upper()


def torchrun(python: str, job: dict[str, Any], place: Place) -> list[str]:
    processes = ["--nproc-per-node", str(job["processesPerNode"]), "--max-restarts", "0"]
    if job["nodes"] == 1:
        where = ["--standalone"]
    else:
        where = ["--nnodes", str(job["nodes"]), "--node-rank", str(place.node),
                 "--master-addr", place.master, "--master-port", str(place.port)]
    return [python, "-m", "torch.distributed.run", *where, *processes, *as_rank(job)]


def alone() -> dict[str, str]:
    """What torchrun gives the only process of a job: without it, PyTorch is imported once and not twice."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    ranks = dict.fromkeys(["RANK", "LOCAL_RANK", "GROUP_RANK", "ROLE_RANK"], "0")
    sizes = dict.fromkeys(["WORLD_SIZE", "LOCAL_WORLD_SIZE", "GROUP_WORLD_SIZE", "ROLE_WORLD_SIZE"], "1")
    return {
        **ranks,
        **sizes,
        "ROLE_NAME": "default",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "TORCHELASTIC_RUN_ID": "none",
        "TORCHELASTIC_RESTART_COUNT": "0",
        "TORCHELASTIC_MAX_RESTARTS": "0",
        "TORCHELASTIC_USE_AGENT_STORE": "False",
    }


def as_rank(job: dict[str, Any]) -> list[str]:
    return [__file__, "--as-rank", job["entry"], *job["arguments"]]


def start(python: str, job: dict[str, Any], place: Place, folder: Path, environment: dict[str, str]) -> Script:
    if job["nodes"] == 1 and job["processesPerNode"] == 1:
        return Script([python, *as_rank(job)], folder, {**environment, **alone()})
    return Script(torchrun(python, job, place), folder, environment)


class RankedLines(io.TextIOWrapper):
    """Whole lines, each with its rank: what several processes print at once would mix, and nobody knew whose it is."""

    def __init__(self, stream: Any, prefix: str) -> None:
        super().__init__(stream, encoding="utf-8", errors="backslashreplace", line_buffering=True)
        self._prefix = prefix
        self._at_start = True

    def write(self, text: str) -> int:
        for line in text.splitlines(keepends=True):
            super().write(self._prefix + line if self._at_start else line)
            self._at_start = line.endswith("\n")
        return len(text)


def run_as_rank(entry: str, arguments: list[str]) -> None:
    """What is started as a rank: the script, as if it had been started itself."""
    prefix = f"[rank {os.environ['RANK']}] " if int(os.environ["WORLD_SIZE"]) > 1 else ""
    sys.stdout = RankedLines(sys.stdout.detach(), prefix)
    sys.argv = [entry, *arguments]
    sys.path[0] = str(Path(entry).resolve().parent)
    # Not by runpy, which keeps the script's variables where nobody can clear them one by one.
    script = types.ModuleType("__main__")
    script.__file__ = entry
    sys.modules["__main__"] = script
    try:
        exec(compile(Path(entry).read_bytes(), entry, "exec", dont_inherit=True), script.__dict__)
    except BaseException as error:
        if not isinstance(error, SystemExit) or error.code not in (None, 0):
            keep_last_words(error)
            raise
    leave(script)


def leave(script: types.ModuleType) -> None:
    """Ends the process as Python does, without taking itself down first: a thread of Gloo that then still holds a
    Python object aborts it (PyTorch 2.13), and a training that has succeeded would count as failed."""
    threading._shutdown()
    atexit._run_exitfuncs()
    # Files that were left open write what they hold.
    script.__dict__.update(dict.fromkeys(script.__dict__.keys() - {"__builtins__"}))
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def keep_last_words(error: BaseException) -> None:
    """Of the rank that fails first: the others fail since they miss it."""
    if isinstance(error, SystemExit) and not isinstance(error.code, str):
        return
    try:
        with open(os.environ[_LAST_WORDS], "x", encoding="utf-8") as file:
            file.write(traceback.format_exception_only(error)[-1].strip())
    except (KeyError, FileExistsError):
        pass


class MetricsTail(threading.Thread):
    """Prints each whole line that the script appends to its metrics."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self._path = path
        self._ended = threading.Event()
        self._read = 0

    def run(self) -> None:
        while not self._ended.wait(_POLL_SECONDS):
            self._print_new()
        self._print_new()

    def end(self) -> None:
        self._ended.set()
        self.join()

    def _print_new(self) -> None:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            print(METRICS_PREFIX + line, flush=True)


class Script:
    """torchrun, or the only process, and all that it has started."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self.was_asked_to_end = False
        # A group of its own: all of it can be ended, also what the script itself has started.
        self._process = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)

    def end(self) -> None:
        """The script is told by SIGTERM, and may still write a checkpoint."""
        if self.was_asked_to_end:
            return
        self.was_asked_to_end = True
        self._signal(signal.SIGTERM)
        timer = threading.Timer(_GRACE_SECONDS, self.kill)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def wait(self) -> int:
        code = self._process.wait()
        # What torchrun left running holds the node.
        self.kill()
        return code

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            pass


def export(python: str, folder: Path, environment: dict[str, str], model: Path) -> int:
    """A script that wrote weights only may bring `export.py`, whose `export(model_dir)` writes the model."""
    has_model = any(model.glob("*.pt")) or any(model.glob("*.pt2"))
    if not (folder / "export.py").exists() or (model / "model.pt").exists() or (model / "model.pt2").exists():
        return 0
    say("calling export() of export.py" + ("" if not has_model else ", since there is no model.pt"))
    command = [python, __file__, "--as-export", str(model)]
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def run_export(model: str) -> None:
    """What is started for `export.py`: its function, in the folder of the code."""
    sys.path[0] = str(Path.cwd())
    try:
        from export import export as write_model

        write_model(model)
    except BaseException as error:
        keep_last_words(error)
        raise


def say(text: str) -> None:
    print(f"[torchrelay] {text}", flush=True)


def end_with_stdin(script: Script) -> None:
    """The process that started this one is gone, however it went."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        script.kill()
        os._exit(70)

    threading.Thread(target=watch, daemon=True).start()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--platform", choices=["plain", "sagemaker", "azureml"], default="plain")
    for name in ("--code", "--model", "--checkpoints", "--work"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--data", action="append", default=[])
    parser.add_argument("--node", type=int, default=0)
    parser.add_argument("--master", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=29400)
    parser.add_argument("--end-with-stdin", action="store_true")
    return parser.parse_args()


def place_of(arguments: argparse.Namespace, work: Path) -> Place:
    if arguments.platform == "sagemaker":
        return sagemaker_place()
    data = dict(entry.split("=", 1) for entry in arguments.data)
    place = Place(
        code=arguments.code,
        model=arguments.model,
        checkpoints=arguments.checkpoints,
        data={name: Path(folder) for name, folder in data.items()},
        node=arguments.node,
        master=arguments.master,
        port=arguments.port,
    )
    return azure_place(place, work) if arguments.platform == "azureml" else place


def main() -> int:
    options = parse()
    work = (options.work or Path(tempfile.mkdtemp(prefix="torchrelay-"))).resolve()
    place = place_of(options, work)
    # The script runs in the folder of its code.
    place.model, place.checkpoints = place.model.resolve(), place.checkpoints.resolve()
    place.data = {name: folder.resolve() for name, folder in place.data.items()}
    job = json.loads((Path(__file__).resolve().parent / "job.json").read_text(encoding="utf-8"))
    folder = work / "code"
    for needed in (folder, place.model, place.checkpoints):
        needed.mkdir(parents=True, exist_ok=True)
    unpack(place.code / "code.tar", folder)
    arguments = work / "arguments.json"
    arguments.write_text(json.dumps(job["arguments"]), encoding="utf-8")
    last_words = work / "last-words.txt"
    keeper = keep_checkpoints(place)
    try:
        secrets = read_secrets(job.get("secrets", {})) if options.platform != "plain" else {}
        python = python_for(folder, work)
        environment = {**environment_of(job, place, arguments), **secrets, _LAST_WORDS: str(last_words)}
        code = train(python, job, place, folder, environment, ends_with_stdin=options.end_with_stdin)
    except CannotBegin as error:
        say(str(error))
        last_words.write_text(str(error), encoding="utf-8")
        code = error.code
    if keeper is not None:
        keeper.end()
    if code != 0 and last_words.exists():
        tell_failure(place, last_words.read_text(encoding="utf-8"))
    return code


def keep_checkpoints(place: Place) -> Keeper | None:
    if place.kept_checkpoints is None:
        return None
    keeper = Keeper(place.checkpoints, place.kept_checkpoints)
    keeper.bring()
    keeper.start()
    return keeper


def tell_failure(place: Place, words: str) -> None:
    if place.failure is not None:
        place.failure.parent.mkdir(parents=True, exist_ok=True)
        place.failure.write_text(words[:1000], encoding="utf-8")
    if place.logs_failure:
        print(FAILED_PREFIX + " ".join(words[:1000].split()), flush=True)


def train(
    python: str, job: dict[str, Any], place: Place, folder: Path, environment: dict[str, str], *, ends_with_stdin: bool
) -> int:
    processes = job["processesPerNode"]
    say(f"node {place.node} of {job['nodes']}: {processes} process{'' if processes == 1 else 'es'} of {job['entry']}")
    started = time.monotonic()
    tail = MetricsTail(place.model / "metrics.jsonl")
    script = start(python, job, place, folder, environment)
    signal.signal(signal.SIGTERM, lambda *_: script.end())
    # Control-C in a terminal reaches the whole group; whoever started this decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if ends_with_stdin:
        end_with_stdin(script)
    if place.node == 0:
        tail.start()
    code = script.wait()
    if place.node == 0:
        tail.end()
    if script.was_asked_to_end:
        say("ended as asked")
        return 143
    if code == 0 and place.node == 0:
        code = export(python, folder, environment, place.model)
    say(f"{'done' if code == 0 else f'failed with exit code {code}'} after {time.monotonic() - started:.1f} s")
    return code


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as-rank"]:
        run_as_rank(sys.argv[2], sys.argv[3:])
    elif sys.argv[1:2] == ["--as-export"]:
        run_export(sys.argv[2])
    else:
        sys.exit(main())
