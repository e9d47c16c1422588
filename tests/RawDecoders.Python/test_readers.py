"""Rows, rectangles, frames, planes, coefficients, and arrays in files."""

import os
import pickle
import tempfile
import unittest

import numpy as np

import rawdecoders
from support import APNG, BMP, CORPUS, JPEG, PALETTE, PHOTOS, PNG, Case, need


class Rows(Case):
    def test_rows_are_the_picture(self):
        for path in PHOTOS:
            whole = rawdecoders.imread(path)
            with rawdecoders.open_rows(path) as rows:
                self.assertEqual((whole.shape, whole.dtype, len(whole)), (rows.shape, rows.dtype, len(rows)))
                first = rows.read(5)
                into = np.zeros((7, *whole.shape[1:]), whole.dtype)
                self.assertEqual(7, rows.read_into(into))
                self.assertEqual(12, rows.next_row)
                rest = list(rows)
                self.assertEqual((0, *whole.shape[1:]), rows.read(3).shape)
                rows.finish()
            self.assert_same(whole, np.concatenate([first, into, np.stack(rest)]), path.name)
            self.assertRaises(ValueError, rows.seek, 0)
            rows.close()

    def test_seeking(self):
        whole = rawdecoders.imread(PNG)
        with rawdecoders.open_rows(PNG, index=True) as rows:
            self.assertTrue(rows.can_seek)
            for row in (300, 2, 511, 0):
                rows.seek(row)
                self.assert_same(whole[row : row + 1], rows.read())
            self.assertRaises(ValueError, rows.seek, 1000)
        with rawdecoders.open_rows(BMP) as rows:
            self.assertFalse(rows.can_seek)
            self.assertRaises(ValueError, rows.seek, 1)
            self.assertRaises(ValueError, rows.finish)

    def test_npy(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.npy")
            for path in [*PHOTOS, CORPUS / "png/matrix/grey16-none.png"]:
                rawdecoders.to_npy(path, out)
                self.assert_same(rawdecoders.imread(path), np.asarray(np.load(out, mmap_mode="r")), path.name)
                self.assertEqual(0, (os.path.getsize(out) - rawdecoders.imread(path).nbytes) % 64)
                with open(os.path.join(folder, "file"), "w+b") as file:
                    rawdecoders.to_npy(path, file, like="opencv")
                    file.seek(0)
                    self.assert_same(rawdecoders.imread(path, like="opencv"), np.load(file))
            os.remove(out)
            self.assertRaises(rawdecoders.ImageDecodeError, rawdecoders.to_npy, PNG.read_bytes()[:30000], out)
            self.assertFalse(os.path.exists(out), "half an array is none")

    def test_npy_takes_constant_memory(self):
        # A BMP of 300 MB that is mostly a hole in the file system; the peak of a process that writes it as .npy.
        import subprocess
        import struct
        import sys

        width, height = 10000, 10000
        with tempfile.TemporaryDirectory() as folder:
            path, out = os.path.join(folder, "large.bmp"), os.path.join(folder, "large.npy")
            with open(path, "wb") as file:
                size = 54 + width * 3 * height
                file.write(struct.pack("<2sIHHIIiiHHIIiiII", b"BM", size, 0, 0, 54, 40, width, -height, 1, 24, 0, 0, 0, 0, 0, 0))
                file.truncate(size)
            script = (
                "import resource, sys, rawdecoders\n"
                "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
                "rawdecoders.to_npy(sys.argv[1], sys.argv[2])\n"
                "first = peak()\n"
                "rawdecoders.to_npy(sys.argv[3], sys.argv[2])\n"
                "print(first, peak())\n")
            if not hasattr(os, "sched_getaffinity"):
                self.skipTest("for Linux")
            output = subprocess.run([sys.executable, "-c", script, str(PNG), out, path], capture_output=True, text=True, check=True).stdout
            small, large = map(int, output.split())
            self.assertEqual(300_000_000 + 128, os.path.getsize(out))
            # Pages of the mapped file count while they are resident: 16 MiB of pixels between two releases.
            self.assertLess(large - small, 64 << 10, "KiB")


class Regions(Case):
    KEYS = [
        np.s_[100:200, 50:80], np.s_[:], np.s_[5], np.s_[-1], np.s_[..., 0], np.s_[10:20], np.s_[:, 3], np.s_[7, 9], np.s_[-5:, -6:],
        np.s_[10:100:7, 20:90:3], np.s_[100:10:-9, ::-1], np.s_[::-50], np.s_[5:5], np.s_[9:3, 1], np.s_[500:9999, 700:], np.s_[...],
        np.s_[3, ..., :2], np.s_[1:2, 3:4],
    ]

    def test_slices_mean_what_they_mean_to_numpy(self):
        for path in PHOTOS:
            whole = rawdecoders.imread(path)
            with rawdecoders.open_regions(path) as regions:
                self.assertEqual((whole.shape, whole.dtype, whole.ndim), (regions.shape, regions.dtype, regions.ndim))
                for key in self.KEYS:
                    if key == np.s_[3, ..., :2] and whole.ndim == 2:
                        continue
                    self.assert_same(np.asarray(whole[key]), np.asarray(regions[key]), f"{path.name} {key}")
                self.assertEqual(whole[7, 9].tolist(), regions[np.int64(7), 9].tolist())
                for wrong in (np.s_[512], np.s_[-513], np.s_[0, 0, 0, 0], np.s_[[1, 2]], np.s_[1.5], np.s_[..., ...], np.s_[None], "x"):
                    self.assertRaises(IndexError, lambda: regions[wrong])

    def test_rectangles_into_memory(self):
        whole = rawdecoders.imread(PNG)
        regions = rawdecoders.open_regions(PNG.read_bytes())
        out = np.zeros((30, 60, 3), np.uint8)
        regions.read(10, 20, 30, 15, out=out[::2, 15:45])
        self.assert_same(whole[20:35, 10:40], out[::2, 15:45])
        self.assertFalse(out[1::2].any() or out[:, :15].any())
        for wrong in ((0, 0, 0, 1), (-1, 0, 1, 1), (0, 0, 1, 513), (768, 0, 1, 1)):
            self.assertRaises(ValueError, regions.read, *wrong)

    def test_an_index_goes_with_its_file(self):
        whole = rawdecoders.imread(PNG)
        index = rawdecoders.open_regions(PNG).build_index()
        with tempfile.TemporaryDirectory() as folder:
            saved = os.path.join(folder, "saved.rdx")
            index.save(saved)
            for again in (index, rawdecoders.Index.load(saved), pickle.loads(pickle.dumps(index)), rawdecoders.Index(bytes(index))):
                self.assert_same(whole[400:410, 5:9], rawdecoders.open_regions(PNG, index=again)[400:410, 5:9])
                with rawdecoders.open_rows(PNG, index=again) as rows:
                    rows.seek(444)
                    self.assert_same(whole[444:445], rows.read())
        with self.assertRaises(rawdecoders.ImageDecodeError) as caught:
            rawdecoders.open_regions(PALETTE, index=index)
        self.assertEqual("index-other-file", caught.exception.rule)
        self.assertRaises(rawdecoders.ImageDecodeError, rawdecoders.Index, b"nothing")
        self.assertTrue(rawdecoders.open_regions(BMP).is_random_access)
        self.assertRaises(ValueError, rawdecoders.open_regions(BMP).build_index)

    def test_readers_can_be_pickled(self):
        whole = rawdecoders.imread(PNG, like="opencv")
        regions = rawdecoders.open_regions(PNG, like="opencv", index=rawdecoders.open_regions(PNG).build_index())
        self.assert_same(whole[9:12], pickle.loads(pickle.dumps(regions))[9:12])
        self.assert_same(whole[9:12], pickle.loads(pickle.dumps(rawdecoders.open_regions(PNG.read_bytes(), like="opencv")))[9:12])

    def test_dask_takes_a_reader(self):
        dask_array = need("dask.array")
        whole = rawdecoders.imread(BMP)
        lazy = dask_array.from_array(rawdecoders.open_regions(BMP), chunks=(128, 256, 3), lock=True)
        self.assertEqual(int(whole.sum()), int(lazy.sum().compute(scheduler="synchronous")))


class Frames(Case):
    def test_frames(self):
        with rawdecoders.frames(APNG) as reader:
            self.assertTrue(reader.is_animation)
            frames = list(reader)
            self.assertEqual(len(reader), len(frames))
            self.assertAlmostEqual(reader.duration, sum(f.delay for f in frames), places=6)
            self.assertIsNone(reader.read())
            reader.rewind()
            self.assert_same(frames[0].pixels, reader.read().pixels)
        self.assertEqual([0, 1], [f.index for f in frames][:2])
        self.assertTrue(all(f.pixels.shape == reader.shape for f in frames))
        with rawdecoders.frames(APNG, raw=True) as reader:
            for raw, shown in zip(reader, frames):
                self.assertEqual((raw.height, raw.width), raw.pixels.shape[:2])
                self.assertEqual((raw.x, raw.y, raw.disposal, raw.blend), (shown.x, shown.y, shown.disposal, shown.blend))

    def test_a_picture_is_one_frame(self):
        with rawdecoders.frames(JPEG) as reader:
            self.assertEqual((False, 1, 0.0), (reader.is_animation, len(reader), reader.duration))
            (frame,) = reader
        self.assert_same(rawdecoders.imread(JPEG), frame.pixels)

    def test_palette(self):
        with rawdecoders.open_rows(PALETTE, format="indexed8") as rows:
            colours, indices = rows.palette, rows.read(rows.height)
        self.assert_same(rawdecoders.imread(PALETTE, format="rgba32"), colours[indices])
        self.assertIsNone(rawdecoders.open_rows(PNG).palette)


class Jpeg(Case):
    def test_planes(self):
        y, cb, cr = rawdecoders.planes(JPEG)
        self.assertEqual([(512, 768), (256, 384), (256, 384)], [y.shape, cb.shape, cr.shape])
        self.assert_same(rawdecoders.imread(JPEG, format="gray8"), y)
        twelve = next((CORPUS / "jpeg/12-bit").iterdir())
        self.assertEqual(np.uint16, rawdecoders.planes(twelve)[0].dtype)
        self.assertRaises(rawdecoders.ImageDecodeError, rawdecoders.planes, PNG)

    def test_coefficients_make_the_planes(self):
        # The inverse DCT in floating point (T.81 A.3.3), rounded: what the integer transform gives to within one.
        (luma, *_), plane = rawdecoders.coefficients(JPEG), rawdecoders.planes(JPEG)[0]
        u = np.arange(8)
        basis = np.cos((2 * u[:, None] + 1) * u[None, :] * np.pi / 16) * np.where(u == 0, np.sqrt(0.5), 1) / 2
        blocks = np.einsum("xu,rcuv,yv->rcxy", basis, luma.values * luma.steps.astype(float), basis)
        made = np.clip(np.rint(blocks.transpose(0, 2, 1, 3).reshape(plane.shape) + 128), 0, 255)
        self.assertLessEqual(np.abs(made - plane).max(), 1)
        self.assertEqual((np.int16, np.uint16), (luma.values.dtype, luma.steps.dtype))


if __name__ == "__main__":
    unittest.main()
