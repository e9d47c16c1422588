#!/usr/bin/env python3
"""Statistics of many pictures over a Dask cluster: a bag of files, arrays, and one answer; files that cannot be decoded are told, not lost.

    python3 dask_statistics.py FOLDER [--workers N]

Needs Dask and its distributed scheduler (Debian: python3-dask, python3-distributed). Workers need nothing but the package. Each file is one task, so
a worker that dies takes only its unfinished files with it: the scheduler gives them to another one, and with a nanny the worker is started again.
"""

import argparse
import sys
from pathlib import Path

import rawdecoders


def measure(path):
    """Runs on a worker: the sums of one picture, or why there are none. Small things travel; the pixels stay where they were decoded."""
    try:
        pixels = rawdecoders.imread(path, format="rgb24")
    except (rawdecoders.ImageDecodeError, OSError) as error:
        return {"errors": [(path, error)], "files": 0, "pixels": 0, "sums": [0, 0, 0]}
    sums = pixels.reshape(-1, 3).sum(axis=0, dtype="u8")
    return {"errors": [], "files": 1, "pixels": pixels.shape[0] * pixels.shape[1], "sums": [int(s) for s in sums]}


def add(one, other):
    """Puts two answers together."""
    return {
        "errors": one["errors"] + other["errors"],
        "files": one["files"] + other["files"],
        "pixels": one["pixels"] + other["pixels"],
        "sums": [a + b for a, b in zip(one["sums"], other["sums"])],
    }


def statistics(paths, client, partition_size=8):
    """The answer for all paths, computed on the cluster of a client."""
    import dask.bag

    bag = dask.bag.from_sequence([str(path) for path in paths], partition_size=partition_size)
    # Where a worker has died three times of it, a partition is given up; pictures do not do that.
    return client.compute(bag.map(measure).fold(add), retries=3).result()


def main():
    from dask.distributed import Client, LocalCluster

    parser = argparse.ArgumentParser(description="Mean colour of all pictures below a folder, over a local Dask cluster.")
    parser.add_argument("folder")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    paths = sorted(p for p in Path(chosen.folder).rglob("*") if p.suffix.lower() in (".png", ".bmp", ".jpg", ".jpeg"))
    if not paths:
        sys.exit(f"there are no pictures below {chosen.folder}")
    with LocalCluster(n_workers=chosen.workers, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        answer = statistics(paths, client)
    for path, error in answer["errors"]:
        print(f"{path}: {error}", file=sys.stderr)
    mean = [round(s / answer["pixels"], 1) for s in answer["sums"]] if answer["pixels"] else None
    print(f"{answer['files']} of {len(paths)} files, {answer['pixels']} pixels, mean colour {mean}")


if __name__ == "__main__":
    main()
