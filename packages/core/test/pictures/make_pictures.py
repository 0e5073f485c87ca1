"""Makes the pictures, and what the real torchvision makes of them: cases.json and tensors.bin.

Run with a Python that has torch, torchvision and Pillow, of which these were: python make_pictures.py
Of torchvision the compiled part is not needed, so it need not fit the build of torch.
"""

import json
import re
import struct
import zlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps


def declare_operators() -> None:
    """torchvision registers shapes for operators that only its compiled part declares."""
    package = find_spec("torchvision")
    assert package is not None and package.origin is not None, "torchvision is not installed"
    source = (Path(package.origin).parent / "_meta_registrations.py").read_text()
    library = torch.library.Library("torchvision", "DEF")
    globals()["kept_library"] = library
    for name in sorted(set(re.findall(r'(?:register_meta\("|torchvision::)(\w+)"', source))):
        library.define(f"{name}(Tensor x) -> Tensor")


declare_operators()

from torchvision.transforms import (  # noqa: E402
    CenterCrop,
    Compose,
    InterpolationMode,
    Normalize,
    PILToTensor,
    Resize,
    ToTensor,
)

folder = Path(__file__).parent
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]


def scene(width: int = 41, height: int = 29) -> Image.Image:
    """Gradients, waves and hard edges, a different one in each corner."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 120 * np.sin(x / 3 + y / 5), 127 + 120 * np.cos(x / 4 - y / 3), 6 * x + 0 * y]
    pixels = np.stack(waves, -1).clip(0, 255).astype(np.uint8)
    pixels[: height // 3, : width // 4] = (255, 0, 0)
    pixels[-height // 4 :, -width // 5 :] = (0, 0, 255)
    pixels[::2, : width // 6] = 255
    return Image.fromarray(pixels)


def png16(path: Path, pixels: np.ndarray, colour_type: int) -> None:
    """Pillow writes no colours of 16 bits."""
    height, width = pixels.shape[:2]
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in pixels)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def make_pictures() -> None:
    rgb = scene()
    grey = rgb.convert("L")
    clear = rgb.copy()
    clear.putalpha(Image.fromarray(np.linspace(0, 255, 41 * 29).reshape(29, 41).astype(np.uint8)))
    rgb.save(folder / "colour.jpg", quality=85)
    rgb.save(folder / "colour-444.jpg", quality=95, subsampling=0)
    rgb.save(folder / "progressive.jpg", progressive=True)
    grey.save(folder / "grey.jpg")
    rgb.convert("CMYK").save(folder / "cmyk.jpg")
    rgb.save(folder / "colour.png")
    grey.save(folder / "grey.png")
    rgb.convert("1").save(folder / "black-white.png")
    rgb.quantize(32).save(folder / "palette.png")
    clear.save(folder / "alpha.png")
    clear.convert("LA").save(folder / "grey-alpha.png")
    wide = np.asarray(rgb).astype(np.uint16)
    png16(folder / "colour-16.png", wide * 256 + wide.T.reshape(29, 41, 3) % 251, 2)
    png16(folder / "grey-16.png", np.asarray(grey).astype(np.uint16) * 256 + 77, 0)
    for orientation in range(1, 9):
        rgb.save(folder / f"turned-{orientation}.jpg", exif=exif(orientation))
    rgb.save(folder / "turned-6.png", exif=exif(6))
    rgb.save(folder / "lossy.webp", quality=80)
    rgb.save(folder / "lossless.webp", lossless=True)
    clear.save(folder / "alpha.webp", quality=80)
    rgb.save(folder / "colour.gif")
    rgb.save(folder / "colour.tiff", compression="tiff_lzw")
    Image.new("RGB", (1, 1), (10, 120, 230)).save(folder / "tiny.png")
    Image.new("L", (1, 1), 200).save(folder / "tiny.jpg")
    scene(97, 3).save(folder / "flat.png")


FILTERS = {
    "bilinear": InterpolationMode.BILINEAR,
    "bicubic": InterpolationMode.BICUBIC,
    "lanczos": InterpolationMode.LANCZOS,
}


def both(size: object) -> object:
    return (size["height"], size["width"]) if isinstance(size, dict) else size


def transform(declared: dict) -> Compose:
    """What the declaration means, in torchvision's own words."""
    steps = []
    if "resize" in declared:
        filter = FILTERS[declared.get("interpolation", "bilinear")]
        steps.append(Resize(both(declared["resize"]), interpolation=filter))
    if "crop" in declared:
        steps.append(CenterCrop(both(declared["crop"])))
    if declared.get("datatype") == "UINT8":
        steps.append(PILToTensor())
    elif "divideBy" in declared:
        divisor = declared["divideBy"]
        steps += [PILToTensor(), lambda tensor: tensor.to(torch.float32).div(divisor)]
    else:
        steps.append(ToTensor())
    if declared.get("channels") == "BGR":
        steps.append(lambda tensor: tensor.flip(0))
    if "mean" in declared or "std" in declared:
        count = 1 if declared.get("channels") == "grey" else 3
        steps.append(Normalize(declared.get("mean", [0] * count), declared.get("std", [1] * count)))
    if declared.get("layout") == "HWC":
        steps.append(lambda tensor: tensor.permute(1, 2, 0))
    return Compose(steps)


def tensor_of(picture: str, declared: dict) -> torch.Tensor:
    with Image.open(folder / picture) as opened:
        upright = ImageOps.exif_transpose(opened) if declared.get("orient", True) else opened
        return transform(declared)(upright.convert("L" if declared.get("channels") == "grey" else "RGB"))


SMALL = {"resize": 12, "crop": 10, "mean": MEAN, "std": STD}
IMAGENET = {"resize": 256, "crop": 224, "mean": MEAN, "std": STD}
CLIP = {"resize": 224, "interpolation": "bicubic", "crop": 224, "mean": CLIP_MEAN, "std": CLIP_STD}
WAYS = [
    {},
    {"resize": 12},
    {"resize": 12, "interpolation": "bicubic"},
    {"resize": 12, "interpolation": "lanczos"},
    {"resize": {"width": 9, "height": 14}},
    {"resize": {"width": 50, "height": 29}, "interpolation": "lanczos", "crop": 12},
    {"resize": {"width": 41, "height": 12}, "interpolation": "bicubic", "crop": 12},
    {"resize": 60, "interpolation": "bicubic", "crop": {"width": 13, "height": 8}},
    {"crop": 12},
    {"crop": 14},
    {"crop": {"width": 20, "height": 32}},
    {"crop": {"width": 46, "height": 8}},
    {**SMALL, "channels": "BGR"},
    {**SMALL, "layout": "HWC"},
    {"resize": 12, "crop": 10, "channels": "grey", "mean": [0.1307], "std": [0.3081]},
    {"resize": 12, "crop": 10, "datatype": "UINT8"},
    {"resize": 12, "crop": 10, "divideBy": 1, "mean": [123.675, 116.28, 103.53]},
    {"resize": 12, "crop": 10, "divideBy": 127.5, "mean": [1, 1, 1]},
    {"resize": 12, "crop": 10, "std": [0.5, 0.25, 2]},
]


def cases() -> list[tuple[str, dict, int]]:
    pictures = sorted(path.name for path in folder.iterdir() if path.suffix not in {".py", ".ts", ".json", ".bin"})
    # Pillow turns grey of 16 bits white where it converts it, so there is nothing to be equal to.
    of_each = [(picture, SMALL, 1) for picture in pictures if picture != "grey-16.png"]
    of_one = [("colour.jpg", way, 1) for way in WAYS]
    # Of the large ones every 16th pixel, in both directions.
    large = [("colour.jpg", {**IMAGENET}, 16), ("flat.png", {**CLIP}, 16)]
    return [*of_each, ("turned-6.jpg", {**SMALL, "orient": False}, 1), *of_one, *large]


make_pictures()
described, tensors, offset = [], [], 0
for picture, declared, every in cases():
    tensor = tensor_of(picture, declared)
    kept = (tensor if every == 1 else tensor[:, ::every, ::every]).contiguous().numpy()
    described.append(
        {
            "picture": picture,
            "declared": {key: value for key, value in declared.items() if key != "datatype"},
            "datatype": declared.get("datatype", "FP32"),
            "shape": list(tensor.shape),
            "every": every,
            "offset": offset,
        }
    )
    tensors.append(kept.tobytes())
    offset += len(tensors[-1])
(folder / "cases.json").write_text(json.dumps(described, indent=2) + "\n")
(folder / "tensors.bin").write_bytes(b"".join(tensors))
print(f"{len(described)} cases, {offset} bytes")
