"""``python3 -m rawdecoders FILE...``: what files are. With --json one object a file, on one line; with --check the pixels are decoded too."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict

from . import ImageDecodeError, ImageInfo, identify


def describe(info: ImageInfo) -> str:
    """A few lines for people."""
    lines = [
        f"{info.file}: {info.format.upper()}, {info.width} x {info.height} pixels, {info.color_model}, {info.bit_depth} bits, decodes to {info.pixel_format}",
    ]
    if info.orientation != 1:
        lines.append(f"orientation {info.orientation}")
    if info.density is not None:
        lines.append(f"density {info.density.x:g} x {info.density.y:g} a {info.density.unit}")
    if info.icc_profile:
        lines.append(f"ICC profile {info.icc_description or ''}, {len(info.icc_profile)} bytes")
    if info.exif:
        lines.append(f"Exif, {len(info.exif)} bytes")
    if info.xmp:
        lines.append(f"XMP, {len(info.xmp)} bytes")
    lines += [f"{text.keyword}: {text.text}" for text in info.texts]
    lines += [f"inside: {e.kind}, {e.coding}, {e.length} bytes from byte {e.offset}" for e in info.embedded]
    lines += [f"{name}: {value}" for name, value in (info.metadata or {}).items()]
    if info.complete is not None:
        lines.append("all pixels could be had" if info.complete else "pixels are missing")
    lines += [f"byte {w.offset}: {w.what} ({w.part}, {w.clause})" for w in info.warnings or ()]
    return "\n    ".join(lines)


def as_json(info: ImageInfo) -> str:
    """One line; blocks of bytes are told by their length."""
    fields = {name: len(value) if isinstance(value, bytes) else value for name, value in asdict(info).items()}
    return json.dumps(fields, ensure_ascii=False)


def main(words: list[str] | None = None) -> int:
    """Exit code: 0 if all files could be read, else 1."""
    parser = argparse.ArgumentParser(prog="python3 -m rawdecoders", description="Tells what PNG, BMP and JPEG files are.")
    parser.add_argument("files", metavar="FILE", nargs="+", help="a path, a data URI, or - for standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a file, one a line")
    parser.add_argument("--check", action="store_true", help="decode the pixels too, and tell what is wrong")
    chosen = parser.parse_args(words)
    code = 0
    for file in chosen.files:
        try:
            info = identify(sys.stdin.buffer if file == "-" else file, check=chosen.check)
            print(as_json(info) if chosen.json else describe(info), flush=True)
        except (ImageDecodeError, OSError) as error:
            text = str(error)
            print(text if os.path.exists(file) and text.startswith(file) else f"{file}: {text}", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
