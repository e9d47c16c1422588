#!/usr/bin/env python3
"""From a file in memory to a NumPy array: rawdecoders beside OpenCV and Pillow, in one interleaved run.

    python compare.py [FILES or FOLDERS] [--seconds N] [--cpu] [--svg FILE] [--json FILE]

Runs in a Python that has rawdecoders, cv2 and PIL (build.py --venv makes one). One thread each; of each file all ways take turns, in another order in
every round, for the memory that one frees the next one gets; medians count. Before the timing the arrays are compared. Then come the whole process of importing and decoding a small file, and the
overhead of a call. The goals come last. Without files it takes the photos of the public suites (RAWDECODERS_SUITES), else those of the corpus.
"""

import argparse
import io
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import rawdecoders

ROOT = Path(__file__).resolve().parents[2]
#: (format, rival): the bound on our time over theirs, for each file.
GOALS = {("jpeg", "cv2"): 0.65, ("jpeg", "pillow"): 0.55, ("png", "cv2"): 0.60, ("png", "pillow"): 0.45}
IMPORT_GOAL, OVERHEAD_GOAL = 0.5, 30e-6


def rivals():
    """The other libraries: name to (decode, the array that ours gives like it)."""
    found = {}
    try:
        import cv2

        cv2.setNumThreads(1)
        found["cv2"] = (lambda content: cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR), "opencv")
    except ImportError:
        print("cv2 is not installed", file=sys.stderr)
    try:
        from PIL import Image

        found["pillow"] = (lambda content: np.asarray(Image.open(io.BytesIO(content))), "pillow")
    except ImportError:
        print("PIL is not installed", file=sys.stderr)
    return found


def ways_of(format, content, others):
    """Name to a function without arguments: ours, and theirs. Ours like each of them, of PNG with both engines."""
    ways = {}
    for name, (decode, like) in others.items():
        ways[name] = lambda decode=decode: decode(content)
        for engine in ("platform", "managed") if format == "png" else ("",):
            how = {"like": like, **({"inflater": engine} if engine else {})}
            ways[f"ours {name} {engine}".strip()] = lambda how=how: rawdecoders.decode(content, **how)
    return ways


def interleaved(ways, seconds, clock):
    """Medians of runs that take turns."""
    times = {name: [] for name in ways}
    for run in ways.values():
        run()
    names, started, rounds, order = list(ways), time.perf_counter(), 0, random.Random(1)
    while rounds < 5 or time.perf_counter() - started < seconds:
        order.shuffle(names)
        for name in names:
            begun = clock()
            array = ways[name]()
            times[name].append(clock() - begun)
            del array
        rounds += 1
    return {name: statistics.median(t) for name, t in times.items()}


def compare_file(path, others, seconds, clock):
    """One file: (name, format, {rival: {engine: (ours, theirs)}})."""
    content = path.read_bytes()
    format = rawdecoders.identify(content).format
    if format not in ("png", "jpeg"):
        return None
    for name, (decode, like) in others.items():
        ours, theirs = rawdecoders.decode(content, like=like), decode(content)
        if ours.shape != theirs.shape or not np.array_equal(ours, theirs):
            print(f"{path.name}: not the array of {name}", file=sys.stderr)
    medians = interleaved(ways_of(format, content, others), seconds, clock)
    result = {}
    for name in others:
        result[name] = {key.removeprefix(f"ours {name}").strip(): (value, medians[name]) for key, value in medians.items() if key.startswith(f"ours {name}")}
    return path.name, format, result


def whole_process(others, rounds=11):
    """Importing and decoding a small file, as processes of their own: medians of ours and of cv2."""
    if "cv2" not in others:
        return None
    small = str(ROOT / "corpus/png/matrix/rgb8-none.png")
    commands = {
        "ours": [sys.executable, "-c", f"import rawdecoders; rawdecoders.imread({small!r})"],
        "cv2": [sys.executable, "-c", f"import cv2; cv2.imread({small!r})"],
        "numpy alone": [sys.executable, "-c", "import numpy"],
    }
    times = {name: [] for name in commands}
    for round_ in range(rounds):
        for name, command in list(commands.items())[:: 1 if round_ % 2 else -1]:
            begun = time.perf_counter()
            subprocess.run(command, check=True)
            times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(t[1:]) for name, t in times.items()}


def call_overhead(others):
    """Whole calls of files of 16 x 16 pixels: {file: {way: seconds}}."""
    folder = ROOT / "corpus"
    result = {}
    for name in ("png/matrix/rgb8-none.png", "jpeg/sizes/16x16-444-sof0.jpg"):
        path = folder / name
        if not path.exists():
            path = sorted((folder / name).parent.glob("1[0-6]x1[0-6]*" if name.startswith("jpeg") else "rgb*"))[0]
        content = path.read_bytes()
        ways = {"ours": lambda content=content: rawdecoders.decode(content)}
        for rival, (decode, _) in others.items():
            ways[rival] = lambda decode=decode, content=content: decode(content)
        shape = rawdecoders.decode(content).shape
        result[f"{path.name} ({shape[1]} x {shape[0]})"] = interleaved(ways, 1.0, time.perf_counter)
    return result


def plot(rows, path):
    """Our time over theirs, a line a file; the goals are marked."""
    colours = {("cv2", "platform"): "#0072B2", ("cv2", "managed"): "#56B4E9", ("pillow", "platform"): "#D55E00", ("pillow", "managed"): "#CC79A7",
               ("cv2", ""): "#0072B2", ("pillow", ""): "#D55E00"}
    left, width, top, step = 260, 560, 64, 24
    height = top + step * len(rows) + 50

    def x(ratio):
        return left + width * min(ratio, 1.0)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {height}" width="860" height="{height}" font-family="sans-serif" font-size="12">',
           f'<rect width="860" height="{height}" fill="#FFFFFF"/>',
           f'<text x="{left}" y="20" font-size="14" font-weight="bold" fill="#222222">Time of rawdecoders over that of others (to the left = quicker)</text>']
    legend = [("OpenCV", "#0072B2"), ("OpenCV, own inflater", "#56B4E9"), ("Pillow", "#D55E00"), ("Pillow, own inflater", "#CC79A7")]
    for i, (name, colour) in enumerate(legend):
        out.append(f'<circle cx="{left + 6 + 145 * i}" cy="40" r="5" fill="{colour}"/><text x="{left + 16 + 145 * i}" y="44" fill="#222222">{name}</text>')
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1.0):
        out.append(f'<line x1="{x(tick):.1f}" y1="{top - 8}" x2="{x(tick):.1f}" y2="{height - 40}" stroke="{"#000000" if tick == 1 else "#DDDDDD"}"/>'
                   f'<text x="{x(tick):.1f}" y="{height - 24}" text-anchor="middle" fill="#222222">{tick:g}</text>')
    for i, (name, format, result) in enumerate(rows):
        y = top + step * i + 8
        out.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end" fill="#222222">{name}</text>')
        for rival, engines in result.items():
            goal = GOALS[format, rival]
            out.append(f'<line x1="{x(goal):.1f}" y1="{y - 8}" x2="{x(goal):.1f}" y2="{y + 8}" stroke="{colours[rival, ""]}" stroke-dasharray="2 2"/>')
            for engine, (ours, theirs) in engines.items():
                out.append(f'<circle cx="{x(ours / theirs):.1f}" cy="{y}" r="5" fill="{colours[rival, engine]}"/>')
    out.append(f'<text x="{left}" y="{height - 6}" fill="#777777">Dashed: the goals.</text></svg>')
    Path(path).write_text("\n".join(out) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--seconds", type=float, default=90, help="for all files together")
    parser.add_argument("--cpu", action="store_true", help="time of the thread on a processor, which other work on the machine disturbs less")
    parser.add_argument("--svg", metavar="FILE")
    parser.add_argument("--json", metavar="FILE")
    chosen = parser.parse_args()
    suites = os.environ.get("RAWDECODERS_SUITES")
    given = chosen.paths or [os.path.join(suites, "photos") if suites else str(ROOT / "corpus/png/photos"), *([] if suites else [str(ROOT / "corpus/jpeg/photos")])]
    files = sorted(f for p in map(Path, given) for f in (p.rglob("*") if p.is_dir() else [p]) if f.suffix.lower() in (".png", ".jpg", ".jpeg"))
    others = rivals()
    clock = time.thread_time if chosen.cpu else time.perf_counter
    rows = []
    print("| file | against | ours, ms | theirs, ms | ratio | goal | |\n|---|---|---|---|---|---|---|")
    for file in files:
        row = compare_file(file, others, chosen.seconds / len(files), clock)
        if row is None:
            continue
        rows.append(row)
        for rival, engines in row[2].items():
            for engine, (ours, theirs) in engines.items():
                goal = GOALS[row[1], rival]
                word = "reached" if ours / theirs <= goal else "**missed**"
                print(f"| {row[0]} | {rival}{', ' + engine if engine else ''} | {ours * 1e3:.2f} | {theirs * 1e3:.2f} | {ours / theirs:.2f} | {goal:.2f} | {word} |", flush=True)
    process, overhead = whole_process(others), call_overhead(others)
    if process:
        ratio = process["ours"] / process["cv2"]
        told = ", ".join(f"{name} {value * 1e3:.0f} ms" for name, value in process.items())
        print(f"\nimport and first decode, whole process: {told}; ratio {ratio:.2f}, goal {IMPORT_GOAL}: {'reached' if ratio <= IMPORT_GOAL else '**missed**'}")
    for name, ways in overhead.items():
        told = ", ".join(f"{way} {value * 1e6:.1f} µs" for way, value in ways.items())
        print(f"a call with {name}: {told}; goal {OVERHEAD_GOAL * 1e6:.0f} µs: {'reached' if ways['ours'] <= OVERHEAD_GOAL else '**missed**'}")
    if chosen.svg:
        plot(rows, chosen.svg)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps({"files": rows, "process": process, "overhead": overhead}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
