"""A line through points, fitted by any number of processes on any number of nodes that average their gradients."""

import json
import os
from pathlib import Path

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
rank, world = dist.get_rank(), dist.get_world_size()
device = torch.device("cuda", int(os.environ["LOCAL_RANK"])) if torch.cuda.is_available() else torch.device("cpu")
torch.manual_seed(0)
line = DistributedDataParallel(nn.Linear(1, 1).to(device))
x = torch.linspace(-1, 1, 64, device=device)[rank::world, None]
optimizer = torch.optim.SGD(line.parameters(), lr=0.5)
for _ in range(60):
    optimizer.zero_grad()
    loss = ((line(x) - (3 * x + 1)) ** 2).mean()
    loss.backward()
    optimizer.step()
print(f"process {rank} of {world} is done", flush=True)
if rank == 0:
    model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
    torch.jit.script(line.module.cpu().eval()).save(model / "model.pt")
    (model / "metrics.json").write_text(json.dumps({"loss": loss.item(), "processes": world}))
dist.destroy_process_group()
