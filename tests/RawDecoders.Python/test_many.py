"""Many files, threads and processes."""

import itertools
import multiprocessing
import os
import subprocess
import sys
import threading
import unittest

import numpy as np

import rawdecoders
from support import CORPUS, JPEG, PHOTOS, PNG, Case, need, quiet


def decode_sum(path):
    """For other processes: the sum of all samples."""
    return int(rawdecoders.imread(path, threads=2).astype(np.int64).sum())


class DecodeMany(Case):
    def test_every_file_comes_once_with_its_array_or_its_error(self):
        paths = [*PHOTOS, CORPUS / "missing.png", CORPUS / "png/broken/ihdr-colour-1.png", *PHOTOS, PNG.read_bytes()]
        expected = {str(path): rawdecoders.imread(path) for path in PHOTOS}
        for threads in (None, 1, 3, 20):
            counted = []
            with quiet():
                results = list(rawdecoders.decode_many(paths, threads=threads, progress=counted.append))
            self.assertEqual([1] * len(paths), counted)
            self.assertEqual(sorted(map(str, paths)), sorted(str(path) for path, _ in results))
            for path, result in results:
                if path == CORPUS / "missing.png":
                    self.assertIsInstance(result, FileNotFoundError)
                elif str(path) in expected:
                    self.assert_same(expected[str(path)], result, f"{path}")
                elif isinstance(path, bytes):
                    self.assert_same(expected[str(PNG)], result)
                else:
                    self.assertIsInstance(result, rawdecoders.ImageDecodeError)

    def test_memory_is_bounded(self):
        # Pictures of 1.18 MB, at most 3 MB at once: two wait or are decoded while the caller holds one, and no more are begun.
        begun = []

        def paths():
            for i in range(40):
                begun.append(i)
                yield PNG

        taken, most = 0, 0
        for _, array in rawdecoders.decode_many(paths(), threads=8, max_bytes=3_000_000):
            taken += 1
            most = max(most, len(begun) - taken)
        self.assertEqual((40, 40), (taken, len(begun)))
        # 8 workers have each taken a path, and 2 results may wait.
        self.assertLessEqual(most, 8 + 2)
        # A picture over the bound is decoded alone.
        self.assertEqual(6, sum(isinstance(a, np.ndarray) for _, a in rawdecoders.decode_many(PHOTOS, threads=3, max_bytes=1)))

    def test_a_lazy_endless_sequence_may_be_left(self):
        before = threading.active_count()
        results = rawdecoders.decode_many(itertools.repeat(PNG), threads=3)
        for _ in range(5):
            next(results)
        results.close()
        self.assertEqual(before, threading.active_count())

    def test_errors_of_the_caller_s_own_sequence_are_the_caller_s(self):
        def paths():
            yield PNG
            raise KeyError("of the caller")

        results = rawdecoders.decode_many(paths(), threads=2)
        self.assertRaises(KeyError, list, results)
        self.assertRaises(ValueError, rawdecoders.decode_many, [], threads=0)
        self.assertEqual([], list(rawdecoders.decode_many([])))

    def test_progress_has_the_shape_of_tqdm(self):
        tqdm = need("tqdm")
        with open(os.devnull, "w") as nowhere, tqdm.tqdm(total=6, file=nowhere) as bar:
            list(rawdecoders.decode_many(PHOTOS, progress=bar.update))
            self.assertEqual(6, bar.n)


class Processes(Case):
    def check(self, method):
        if method not in multiprocessing.get_all_start_methods():
            self.skipTest(f"there is no {method} here")
        expected = [decode_sum(path) for path in PHOTOS]
        list(rawdecoders.decode_many(PHOTOS, threads=2))
        with multiprocessing.get_context(method).Pool(2) as pool:
            # Often enough for a collection of the library's own memory in each process.
            results = pool.map_async(decode_sum, PHOTOS * 60)
            self.assertEqual(expected * 60, results.get(timeout=240))
            self.assertIsInstance(pool.apply_async(rawdecoders.identify, (JPEG,)).get(timeout=60), rawdecoders.ImageInfo)
            with self.assertRaises(rawdecoders.ImageDecodeError) as caught:
                pool.apply_async(rawdecoders.decode, (b"GIF89a",)).get(timeout=60)
            self.assertEqual("unknown-format", caught.exception.kind)

    def test_processes_that_are_forked(self):
        self.check("fork")

    def test_a_fork_while_other_threads_decode(self):
        if not hasattr(os, "fork"):
            self.skipTest("there is no fork here")
        script = (
            "import os, sys, threading, rawdecoders as r\n"
            "path, over = sys.argv[1], threading.Event()\n"
            "reader = r.open_regions(path)\n"
            "index = reader.build_index()\n"
            "def work():\n"
            "    while not over.is_set(): r.imread(path, threads=2)\n"
            "threads = [threading.Thread(target=work) for _ in range(4)]\n"
            "for t in threads: t.start()\n"
            "children = []\n"
            "for _ in range(6):\n"
            "    child = os.fork()\n"
            "    if child == 0:\n"
            "        try: reader[0]\n"
            "        except ValueError: pass\n"
            "        else: os._exit(3)\n"
            "        reader.close()\n"
            "        whole = r.imread(path)\n"
            "        same = all((r.imread(path, threads=1 + i % 2) == whole).all() for i in range(40))\n"
            "        same = same and (r.open_regions(path, index=index)[300:310] == whole[300:310]).all()\n"
            "        os._exit(0 if same else 4)\n"
            "    children.append(child)\n"
            "codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]\n"
            "over.set()\n"
            "for t in threads: t.join()\n"
            "print(codes, reader[0].shape)\n")
        done = subprocess.run([sys.executable, "-c", script, str(PNG)], capture_output=True, text=True, timeout=300)
        self.assertEqual((f"{[0] * 6} (768, 3)", ""), (done.stdout.strip(), done.stderr))

    def test_processes_that_are_spawned(self):
        self.check("spawn")


if __name__ == "__main__":
    unittest.main()
