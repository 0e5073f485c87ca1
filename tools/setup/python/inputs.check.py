"""Proves that the environment for pictures and texts works."""

import numpy  # noqa: F401
from PIL import Image, features
from tokenizers import Tokenizer, models

Image.new("RGB", (2, 2)).resize((1, 1), Image.Resampling.BILINEAR)
assert features.check("webp") and features.check("jpg"), "Pillow without WebP or JPEG"
Tokenizer(models.WordLevel({"a": 0}, unk_token="a")).encode("a")
