"""Arrays are those that Pillow, OpenCV and ImageSharp give: as recorded over corpus and suites, and as the installed libraries give them now."""

import os
import unittest

import numpy as np

import rawdecoders
from support import CORPUS, Case, exceptions, need, need_suites, quiet, recorded, shape_and_hash

LIKE = {
    "opencv-4.6 color": ("opencv", None), "opencv-4.6 unchanged": ("opencv-unchanged", None),
    "imagesharp-3.1.12 rgba32": ("imagesharp", None), "imagesharp-3.1.12 rgb24": ("imagesharp", "rgb24"),
}


class RecordedArrays(Case):
    def check(self, root, prefix, least):
        with quiet():
            compared, wrong, surplus = 0, [], []
            listed = exceptions()
            for path, reference, shape, sha256, not_followed in recorded(root):
                like, format = ("pillow", None) if reference.startswith("pillow") else LIKE.get(reference, (None, None))
                if like is None or shape == "-":
                    continue
                array = self.decode_or_none(root / path, like=like, format=format)
                name = "pillow-9.4" if like == "pillow" else reference
                is_listed = (prefix + path, name) in listed
                if array is not None and shape_and_hash(array) == (shape, sha256):
                    compared += 1
                    if is_listed:
                        surplus.append(f"{path} {name}")
                elif array is not None and not is_listed and not not_followed:
                    wrong.append(f"{path} {reference}: {shape_and_hash(array)[0]}, not {shape}")
        self.assertEqual([], wrong)
        self.assertEqual([], surplus, "no longer exceptions")
        self.assertGreater(compared, least)

    def test_corpus(self):
        self.check(CORPUS, "corpus/", 5000)

    def test_suites(self):
        self.check(need_suites(), "", 1500)


class LiveArrays(Case):
    """Of the files that were recorded and are followed, one in ONE_IN; all of them with RAWDECODERS_ALL=1."""

    ONE_IN = 1 if os.environ.get("RAWDECODERS_ALL") == "1" else 5

    def check(self, root, prefix, like, reference, read, least):
        listed = exceptions()
        compared, wrong = 0, []
        files = sorted({
            path for path, name, shape, _, not_followed in recorded(root)
            if name.startswith(reference) and shape != "-" and not not_followed and (prefix + path, reference) not in listed})
        with quiet():
            for path in files[:: self.ONE_IN]:
                theirs = read(str(root / path))
                ours = self.decode_or_none(root / path, like=like)
                if theirs is None or ours is None:
                    continue
                if theirs.dtype == np.int32:
                    # Pillow's mode I of 16-bit grey, before version 11.
                    theirs = theirs.astype(np.uint16)
                if theirs.shape == ours.shape and theirs.dtype == ours.dtype and np.array_equal(theirs, ours):
                    compared += 1
                else:
                    wrong.append(f"{path}: {ours.dtype} {ours.shape}, {theirs.dtype} {theirs.shape}")
        self.assertEqual([], wrong)
        self.assertGreater(compared, least // self.ONE_IN)

    def opencv(self, flag):
        cv2 = need("cv2")
        cv2.setNumThreads(1)

        def read(path):
            try:
                return cv2.imread(path, flag)
            except cv2.error:
                return None

        return read

    def pillow(self):
        image = need("PIL.Image")

        def read(path):
            try:
                with image.open(path) as opened:
                    # A copy, before anything is asked of it: its own Booleans hold 255.
                    array = np.array(opened)
                    return array.view(np.uint8) != 0 if array.dtype == bool else array
            except Exception:
                return None

        return read

    def test_opencv_over_the_corpus(self):
        self.check(CORPUS, "corpus/", "opencv", "opencv-4.6 color", self.opencv(1), 900)

    def test_opencv_unchanged_over_the_corpus(self):
        self.check(CORPUS, "corpus/", "opencv-unchanged", "opencv-4.6 unchanged", self.opencv(-1), 900)

    def test_pillow_over_the_corpus(self):
        self.check(CORPUS, "corpus/", "pillow", "pillow-9.4", self.pillow(), 900)

    def test_opencv_over_the_suites(self):
        self.check(need_suites(), "", "opencv", "opencv-4.6 color", self.opencv(1), 250)

    def test_opencv_unchanged_over_the_suites(self):
        self.check(need_suites(), "", "opencv-unchanged", "opencv-4.6 unchanged", self.opencv(-1), 250)

    def test_pillow_over_the_suites(self):
        self.check(need_suites(), "", "pillow", "pillow-9.4", self.pillow(), 250)


class FormatsOfTheLibrary(Case):
    def test_every_format_by_name(self):
        names = rawdecoders.pixel_formats()
        self.assertIn("rgb24", names)
        whole = rawdecoders.imread(CORPUS / "png/photos/landscape-rgb.png")
        for name in names:
            if name == "indexed8":
                self.assertRaises(rawdecoders.ImageDecodeError, rawdecoders.imread, CORPUS / "png/photos/landscape-rgb.png", format=name)
                continue
            array = rawdecoders.imread(CORPUS / "png/photos/landscape-rgb.png", format=name)
            self.assertEqual(whole.shape[:2], array.shape[:2], name)
        self.assert_same(whole[..., ::-1], rawdecoders.imread(CORPUS / "png/photos/landscape-rgb.png", format="bgr24"))
        self.assert_same(whole.astype(np.uint16) * 257, rawdecoders.imread(CORPUS / "png/photos/landscape-rgb.png", format="rgb48"))
        with self.assertRaisesRegex(ValueError, "nonsense.*rgb24"):
            rawdecoders.imread(CORPUS / "png/photos/landscape-rgb.png", format="nonsense")


if __name__ == "__main__":
    unittest.main()
