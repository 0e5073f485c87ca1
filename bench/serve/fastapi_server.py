"""What a careful engineer writes by hand: FastAPI without validation models, orjson, no copies, inference mode.

The model runs in the event loop: handing it to a thread costs more than it brings where the cores are busy.
"""

from __future__ import annotations

import os

import numpy as np
import orjson
import torch
from fastapi import FastAPI, Request, Response
from served_models import load_models

torch.set_num_threads(int(os.environ["THREADS"]))
with torch.inference_mode():
    models = load_models()
app = FastAPI()


@app.post("/{name}/json")
async def json_route(name: str, request: Request) -> Response:
    body = orjson.loads(await request.body())
    values = np.array(body["data"], dtype=np.float32).reshape(body["shape"])
    with torch.inference_mode():
        result = models[name](torch.from_numpy(values)).numpy()
    answer = {"shape": result.shape, "data": result.reshape(-1)}
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


@app.post("/{name}/binary")
async def binary_route(name: str, request: Request) -> Response:
    shape = [int(size) for size in request.headers["shape"].split(",")]
    # A copy, since torch warns about memory that may not be written to; it costs microseconds.
    values = bytearray(await request.body())
    with torch.inference_mode():
        result = models[name](torch.frombuffer(values, dtype=torch.float32).view(shape))
    return Response(result.numpy().tobytes(), media_type="application/octet-stream")
