"""Makes the zoo: archives by real PyTorch in the folder given, and answers.json with what PyTorch says."""

import json
import os
import sys
import warnings

import torch

import answers
import contents  # noqa: F401  (adds its entries)
import exported
import foreign
import hostile
import plain  # noqa: F401
import signatures  # noqa: F401
from registry import Entry, entries


def save(item: Entry, folder: str) -> dict[str, object]:
    torch.manual_seed(0)
    path = os.path.join(folder, f"{item.name}.{'ptl' if item.mobile else 'pt'}")
    model = item.make()
    if item.mobile:
        model._save_for_lite_interpreter(path)
    else:
        torch.jit.save(model, path, _extra_files=dict(item.extra_files))
    return answers.model_answer(model, path, list(item.extra_files))


def subfolder(folder: str, name: str) -> str:
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    return path


def main(folder: str) -> None:
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    os.makedirs(folder, exist_ok=True)
    found: dict[str, object] = {}
    failed: dict[str, str] = {}
    for item in entries:
        try:
            found[item.name] = save(item, folder)
        except Exception as error:
            failed[item.name] = f"{type(error).__name__}: {error}"
    answer = {
        "torch": torch.__version__,
        "models": found,
        "refused": foreign.save_foreign(subfolder(folder, "foreign")),
        "acted": hostile.save_hostile(subfolder(folder, "hostile")),
        "exported": exported.save_exported(subfolder(folder, "exported")),
    }
    with open(os.path.join(folder, "answers.json"), "w") as file:
        json.dump(answer, file, indent=1)
    for name, problem in failed.items():
        print(f"{name}: {problem}", file=sys.stderr)
    if failed:
        sys.exit(1)


main(sys.argv[1])
