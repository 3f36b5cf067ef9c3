"""The network: an encoder in the form of BERT, a head for cues, and a linker that reads the window once per cue.

    pieces ─▶ encoder ─▶ roles: is this piece part of a source, a cue, a content?
                     └─▶ (piece, anchor) ─▶ linker ─▶ of this cue: none, source, cue, content

An anchor is a piece inside of a cue. Because each cue is read by itself, contents may nest, may have several parts,
and need no joining afterwards.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from services.extractor.adapters.tagger.encoding import N_KINDS

LABELS = ("none", "source", "cue", "content")
# Farther off than this the distance says no more than that it is far.
REACH = 64
# Distances from here on share the last bucket.
_FAR = 128


@dataclass(frozen=True)
class Shape:
    """The sizes of a network.

    Attributes:
        head: neurons of each head of attention.
        buckets: of distances between pieces, each with a bias of its own in attention; 0 for none.
    """

    vocabulary: int = 30_522
    width: int = 384
    layers: int = 4
    heads: int = 12
    head: int = 32
    inner: int = 1_536
    positions: int = 512
    linker: int = 128
    blocks: int = 3
    kernel: int = 5
    buckets: int = 0

    def as_dict(self) -> dict[str, int]:
        """For a checkpoint."""
        return asdict(self)


class Layer(nn.Module):
    """Attention and a feed-forward part, normalised behind each."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads, self.head = shape.heads, shape.head
        self.attention = nn.Linear(shape.width, 3 * self.heads * self.head)
        self.mixed = nn.Linear(self.heads * self.head, shape.width)
        self.mixed_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """The next states.

        Args:
            mask: true where a piece may be looked at, or what is added there; (n, heads or 1, length or 1, length).
        """
        n, length, _ = states.shape
        parts = self.attention(states).view(n, length, 3, self.heads, self.head).permute(2, 0, 3, 1, 4)
        drop = self.dropout.p if self.training else 0.0
        seen = functional.scaled_dot_product_attention(
            parts[0],
            parts[1],
            parts[2],
            attn_mask=mask if mask.dtype == torch.bool else mask.to(parts.dtype),
            dropout_p=drop,
        )
        mixed = self.mixed(seen.transpose(1, 2).flatten(2))
        states = self.mixed_norm(states + self.dropout(mixed))
        inner = self.down(functional.gelu(self.up(states), approximate="tanh"))
        return self.norm(states + self.dropout(inner))


class Linker(nn.Module):
    """Which pieces belong to the cue at an anchor."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.piece = nn.Linear(shape.width, 2 * shape.linker)
        self.anchor = nn.Linear(shape.width, 2 * shape.linker)
        self.distance = nn.Embedding(2 * REACH + 1, shape.linker)
        self.norms = nn.ModuleList(nn.LayerNorm(shape.linker) for _ in range(shape.blocks))
        self.near = nn.ModuleList(
            nn.Conv1d(shape.linker, shape.linker, shape.kernel, padding=shape.kernel // 2) for _ in range(shape.blocks)
        )
        self.mix = nn.ModuleList(nn.Linear(shape.linker, shape.linker) for _ in range(shape.blocks))
        self.out = nn.Linear(shape.linker, len(LABELS))
        self.dropout = nn.Dropout(0.1)

    def forward(self, pieces: Tensor, anchors: Tensor, distances: Tensor, mask: Tensor) -> Tensor:
        """Logits of shape (anchors, pieces, labels).

        Args:
            pieces: states of each anchor's window, (anchors, pieces, width).
            anchors: states at the anchors, (anchors, width).
            distances: 0 to 2 * REACH, (anchors, pieces).
            mask: true for real pieces.
        """
        added, scaled = self.piece(pieces).chunk(2, -1)
        towards, scale = self.anchor(anchors)[:, None].chunk(2, -1)
        states = added + towards + self.distance(distances) + scaled * scale
        keep = mask[..., None].to(states.dtype)
        for norm, near, mix in zip(self.norms, self.near, self.mix, strict=True):
            seen = near((norm(states) * keep).transpose(1, 2)).transpose(1, 2)
            states = states + self.dropout(mix(functional.gelu(seen, approximate="tanh")))
        logits: Tensor = self.out(states)
        return logits


class Places(NamedTuple):
    """Where anchors are: number of the window, position in it, and the part that the linker reads."""

    windows: Tensor
    anchors: Tensor
    firsts: Tensor
    lasts: Tensor


class Encoder(nn.Module):
    """Pieces with their kinds in, a state for each out."""

    def __init__(self, shape: Shape, *, kinds: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width, padding_idx=0)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.kinds = nn.Embedding(kinds, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.apart = nn.Embedding(shape.buckets, shape.heads) if shape.buckets else None

    def encode(self, ids: Tensor, kinds: Tensor) -> Tensor:
        """The states of padded windows (a piece of 0 is padding)."""
        states = self.words(ids) + self.positions(torch.arange(ids.shape[1])) + self.kinds(kinds)
        states = self.dropout(self.norm(states))
        mask = self._mask(ids != 0)
        for layer in self.layers:
            states = layer(states, mask)
        return states

    def _mask(self, real: Tensor) -> Tensor:
        mask = real[:, None, None, :]
        if self.apart is None:
            return mask
        bias = self.apart(buckets_of(real.shape[1], self.shape.buckets)).permute(2, 0, 1)
        return bias.masked_fill(~mask, -torch.inf)


def buckets_of(length: int, n: int) -> Tensor:
    """The bucket of each distance between two pieces, (length, length); as in T5 (Raffel et al. 2020).

    Half of them are for each direction; in each, one half for one distance each, the others grow towards `_FAR`.
    """
    places = torch.arange(length)
    apart = places[:, None] - places[None, :]
    half, exact = n // 2, n // 4
    far = exact + (torch.log(apart.abs().clamp(min=1) / exact) / math.log(_FAR / exact) * (half - exact)).long()
    return torch.where(apart.abs() < exact, apart.abs(), far.clamp(max=half - 1)) + (apart < 0) * half


class Network(Encoder):
    """The tagger: an encoder, what tells the roles of its pieces, and the linker."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__(shape, kinds=N_KINDS, dropout=dropout)
        self.roles = nn.Linear(shape.width, 3)
        self.linker = Linker(shape)

    def link(self, states: Tensor, places: Places) -> Tensor:
        """The linker's logits, (anchors, pieces of the longest part, labels)."""
        rows = places.firsts[:, None] + torch.arange(int((places.lasts - places.firsts).max()))
        mask = rows < places.lasts[:, None]
        rows = torch.where(mask, rows, places.firsts[:, None])
        distances = (rows - places.anchors[:, None]).clamp(-REACH, REACH) + REACH
        pieces = states[places.windows[:, None], rows]
        linked: Tensor = self.linker(pieces, states[places.windows, places.anchors], distances, mask)
        return linked
