"""Rehearses models on real PyTorch: one JSON request per line in, one JSON report per line out."""

import base64
import json
import sys
import warnings
from typing import Any

import torch

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

DTYPES = {
    "BOOL": torch.bool,
    "INT32": torch.int32,
    "INT64": torch.int64,
    "FP16": torch.float16,
    "BF16": torch.bfloat16,
    "FP32": torch.float32,
    "FP64": torch.float64,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
ROWS = 2


def to_tensor(example: dict[str, Any]) -> torch.Tensor:
    data = bytearray(base64.b64decode(example["base64"]))
    return torch.frombuffer(data, dtype=DTYPES[example["datatype"]]).reshape(example["shape"])


def from_tensor(name: str, tensor: torch.Tensor) -> dict[str, Any]:
    data = tensor.detach().contiguous().view(torch.uint8) if tensor.dim() else tensor.reshape(1).view(torch.uint8)
    text = base64.b64encode(bytes(data.flatten().tolist())).decode()
    return {"name": name, "datatype": NAMES[tensor.dtype], "shape": list(tensor.shape), "base64": text}


def run(model: Any, inputs: dict[str, torch.Tensor]) -> list[torch.Tensor]:
    arguments = model.forward.schema.arguments[1:]
    takes_dictionary = len(arguments) == 1 and arguments[0].type.annotation_str.startswith("Dict")
    with torch.inference_mode():
        returned = model(inputs) if takes_dictionary else model(**inputs)
    return list(returned) if isinstance(returned, tuple) else [returned]


def row(value: torch.Tensor, index: int) -> torch.Tensor:
    """Rows must differ in more than the order of their values, or a mean over the batch goes unnoticed."""
    moved = value[:1].roll(index, -1)
    return moved * (index + 1) if value.is_floating_point() else moved


def batching(model: Any, inputs: dict[str, torch.Tensor]) -> str:
    rows = [{name: row(value, index) for name, value in inputs.items()} for index in range(ROWS)]
    try:
        together = run(model, {name: torch.cat([row[name] for row in rows]) for name in inputs})
        singles = [run(model, row) for row in rows]
        expected = [torch.cat(each) for each in zip(*singles, strict=True)]
    except Exception:
        return "differs"
    pairs = list(zip(expected, together, strict=True))
    if any(one.shape != other.shape or one.dim() == 0 for one, other in pairs):
        return "differs"
    if all(torch.equal(one, other) for one, other in pairs):
        return "equal"
    return "close" if all(torch.allclose(one, other, 1e-4, 1e-5) for one, other in pairs) else "differs"


def rehearse(request: dict[str, Any]) -> dict[str, Any]:
    inputs = {example["name"]: to_tensor(example) for example in request["examples"]}
    try:
        model = torch.jit.load(request["path"], map_location="cpu")
        returned = run(model, inputs)
        again = run(model, inputs)
    except Exception as error:
        reason = str(error).strip().splitlines()[-1]
        return {"outcome": "failed", "reason": reason, "hint": "Mend forward.", "sharedByEngine": True}
    given = request.get("outputNames")
    names = given or [f"OUTPUT__{index}" for index in range(len(returned))]
    answers = [from_tensor(name, tensor) for name, tensor in zip(names, returned, strict=True)]
    return {
        "outcome": "passed",
        "outputs": [{key: answer[key] for key in ("name", "datatype", "shape")} for answer in answers],
        "answers": answers,
        "isDeterministic": all(torch.equal(one, other) for one, other in zip(returned, again, strict=True)),
        "batching": batching(model, inputs),
        "torchVersion": torch.__version__,
        "durationInMs": 1,
        "peakMemoryBytes": 1,
    }


for line in sys.stdin:
    print(json.dumps(rehearse(json.loads(line))), flush=True)
