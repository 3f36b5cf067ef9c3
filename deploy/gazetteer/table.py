"""The shipped table: a line for each place, an empty line, then the sorted keys with the offsets of their places."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.gazetteer.spots import Named, Spot

# A name that more places share says too little; the biggest are kept.
MOST_PLACES = 24


def packed(named: list[Named]) -> bytes:
    """The table as it is read: keys name the offsets of their places."""
    # Neighbours in the file are neighbours on the map: that packs best.
    ordered = sorted(named, key=lambda each: (each.spot.regions, each.spot.name))
    offsets: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    lines: list[bytes] = []
    offset = 0
    for spot, keys in ordered:
        lines.append(_line(spot).encode())
        for key in keys:
            offsets[key].append((-spot.size, offset))
        offset += len(lines[-1]) + 1
    lines.append(b"")
    for key in sorted(offsets, key=str.encode):
        biggest = sorted(offsets[key])[:MOST_PLACES]
        lines.append(f"{key}\t{' '.join(str(at) for _, at in biggest)}".encode())
    return b"\n".join(lines)


def _line(spot: Spot) -> str:
    point = f"{spot.latitude:.3f}\t{spot.longitude:.3f}"
    return f"{spot.id}\t{spot.name}\t{point}\t{spot.regions}\t{spot.kind}\t{spot.size}"
