/**
 * A job in small, standard library only: counts to `--steps`, one number at a time, with a checkpoint after each, and
 * leaves what it has seen of its surroundings in `seen.json`.
 */
export const countingScript: string = `
import argparse, json, os, signal, sys, time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=2)
parser.add_argument("--seconds", type=float, default=0)
parser.add_argument("--fail", default="")
options, _ = parser.parse_known_args()

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
checkpoint = Path(os.environ["TORCHRELAY_CHECKPOINT_DIR"]) / "step.txt"
rank = int(os.environ["RANK"])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

begun = step = int(checkpoint.read_text()) if checkpoint.exists() else 0
print(f"begins at {step}", flush=True)
if options.fail:
    raise ValueError(options.fail)
while step < options.steps:
    time.sleep(options.seconds)
    step += 1
    if rank == 0:
        written = checkpoint.with_suffix(".part")
        written.write_text(str(step))
        written.replace(checkpoint)
        with (model / "metrics.jsonl").open("a") as file:
            file.write(json.dumps({"step": step, "loss": 1 / step}) + "\\n")

def content(folder):
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files}

if rank == 0:
    data = {name: content(path) for name, path in os.environ.items() if name.startswith("TORCHRELAY_DATA_")}
    seen = {
        "arguments": sys.argv[1:],
        "world": int(os.environ["WORLD_SIZE"]),
        "begun": begun,
        "data": data,
        "setting": os.environ.get("SETTING"),
        "code": sorted(path.name for path in Path(__file__).parent.iterdir() if path.is_file()),
    }
    (model / "seen.json").write_text(json.dumps(seen))
    (model / "metrics.json").write_text(json.dumps({"steps": step}))
`;
