"""Makes pictures by chance, and what Pillow reads and makes of them: random_pictures.py FOLDER COUNT SEED"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageFile, ImageOps

folder, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
chance = np.random.default_rng(seed)
# The room for a progressive JPEG of noise, which Pillow underestimates.
ImageFile.MAXBLOCK = 2**22
FILTERS = ["bilinear", "bicubic", "lanczos"]


def pixels(mode: str) -> Image.Image:
    width, height = (int(size) for size in chance.integers(1, chance.choice([9, 70, 300]), 2))
    noise = chance.integers(0, 256, (height, width, 4))
    y, x = np.mgrid[0:height, 0:width]
    smooth = np.stack([x * 3 + y, 255 - x, y * 2, x + y], -1) % 256
    hard = (noise > 127) * 255
    mixed = [noise, smooth, hard, (noise + 3 * smooth) // 4][chance.integers(4)]
    picture = Image.fromarray(mixed.astype(np.uint8), "RGBA")
    return picture.quantize(int(chance.integers(2, 256))) if mode == "P" else picture.convert(mode)


def save(index: int) -> Path:
    kind = ["jpg", "jpg", "jpg", "png", "webp", "gif", "tiff"][chance.integers(7)]
    modes = {
        "jpg": ["RGB", "RGB", "RGB", "L", "CMYK"],
        "png": ["RGB", "RGBA", "L", "LA", "P", "1"],
        "webp": ["RGB", "RGBA"],
        "gif": ["P", "L"],
        "tiff": ["RGB", "RGBA", "L", "P", "CMYK", "1"],
    }[kind]
    picture = pixels(str(chance.choice(modes)))
    path = folder / f"{index}.{kind}"
    options: dict = {}
    if kind == "jpg":
        options = {
            "quality": int(chance.integers(1, 101)),
            "progressive": bool(chance.integers(2)),
        }
        if picture.mode == "RGB":
            options["subsampling"] = int(chance.integers(3))
    if kind == "webp":
        options = {"quality": int(chance.integers(1, 101)), "lossless": bool(chance.integers(2))}
    if kind == "tiff":
        options = {"compression": str(chance.choice(["raw", "tiff_lzw", "tiff_adobe_deflate"]))}
    if kind in ("jpg", "png", "webp") and chance.integers(2):
        tags = Image.Exif()
        tags[0x0112] = int(chance.integers(1, 9))
        options["exif"] = tags
    picture.save(path, **options)
    return path


cases = []
for index in range(count):
    path = save(index)
    with Image.open(path) as opened:
        mode = opened.mode
        upright = ImageOps.exif_transpose(opened)
        rgb, grey = upright.convert("RGB"), upright.convert("RGB").convert("L")
    width, height = (int(size) for size in chance.integers(1, chance.choice([9, 70, 300]), 2))
    name = str(chance.choice(FILTERS))
    resized = rgb.resize((width, height), Image.Resampling[name.upper()])
    for kind, image in {"rgb": rgb, "grey": grey, "resized": resized}.items():
        (folder / f"{index}.{kind}").write_bytes(image.tobytes())
    cases.append(
        {
            "file": path.name,
            "mode": mode,
            "size": {"width": rgb.width, "height": rgb.height},
            "resize": {"width": width, "height": height},
            "interpolation": name,
        }
    )
(folder / "cases.json").write_text(json.dumps(cases))
