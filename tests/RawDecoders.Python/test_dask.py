"""The worked example with Dask: statistics over a local cluster, errors collected, and nothing lost when a worker is killed."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import rawdecoders
from support import CORPUS, PHOTOS, ROOT, Case, need

EXAMPLE = ROOT / "src/RawDecoders.Python/examples/dask_statistics.py"

#: The first task of a certain name kills its worker, once: a file says that it has been done.
SCRIPT = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
import dask_statistics

def killing(path, done):
    if path.endswith("kill.png"):
        try:
            os.close(os.open(done, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return dask_statistics.measure(path)

def main():
    import dask.bag, functools, json, logging
    from dask.distributed import Client, LocalCluster
    logging.disable(logging.CRITICAL)
    folder, done = sys.argv[2:4]
    paths = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        bag = dask.bag.from_sequence(paths, partition_size=2)
        killed = client.compute(bag.map(functools.partial(killing, done=done)).fold(dask_statistics.add), retries=3).result(timeout=240)
        plain = dask_statistics.statistics(paths, client, partition_size=3)
    for answer in (killed, plain):
        answer["errors"] = [(os.path.basename(p), type(e).__name__, getattr(e, "kind", "")) for p, e in sorted(answer["errors"], key=lambda e: e[0])]
    print(json.dumps([killed, plain]))

if __name__ == "__main__":
    main()
"""


class Dask(Case):
    def test_statistics_with_a_worker_that_is_killed(self):
        need("dask.bag")
        need("distributed")
        import json

        with tempfile.TemporaryDirectory() as folder:
            pictures = Path(folder, "pictures")
            pictures.mkdir()
            for i, path in enumerate(PHOTOS):
                shutil.copy(path, pictures / f"{i}{path.suffix}")
            shutil.copy(PHOTOS[0], pictures / "kill.png")
            shutil.copy(CORPUS / "png/broken/ihdr-colour-1.png", pictures / "broken.png")
            (pictures / "missing.png").symlink_to("nowhere")
            script, done = Path(folder, "script.py"), Path(folder, "done")
            script.write_text(SCRIPT)
            run = subprocess.run(
                [sys.executable, script, EXAMPLE.parent, pictures, done], capture_output=True, text=True, timeout=400)
            self.assertEqual(0, run.returncode, run.stderr[-2000:])
            killed, plain = json.loads(run.stdout.splitlines()[-1])
            self.assertTrue(done.exists(), "a worker was killed")
        self.assertEqual(killed, plain)
        self.assertEqual([["broken.png", "ImageDecodeError", "malformed"], ["missing.png", "FileNotFoundError", ""]], plain["errors"])
        self.assertEqual(len(PHOTOS) + 1, plain["files"])
        expected = [rawdecoders.imread(path, format="rgb24") for path in [*PHOTOS, PHOTOS[0]]]
        self.assertEqual(sum(a.shape[0] * a.shape[1] for a in expected), plain["pixels"])
        self.assertEqual([int(sum(a[..., c].sum(dtype="u8") for a in expected)) for c in range(3)], plain["sums"])

    def test_the_example_runs_as_it_stands(self):
        need("dask.bag")
        need("distributed")
        run = subprocess.run([sys.executable, EXAMPLE, CORPUS / "png/photos"], capture_output=True, text=True, timeout=400)
        self.assertEqual(0, run.returncode, run.stderr[-2000:])
        self.assertIn("4 of 4 files", run.stdout)


if __name__ == "__main__":
    unittest.main()
