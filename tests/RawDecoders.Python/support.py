"""What the tests share: where files are, what other decoders made of them, and libraries that may be missing."""

import contextlib
import hashlib
import importlib
import os
import unittest
import warnings
from pathlib import Path

import numpy as np

import rawdecoders

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
SUITES = Path(os.environ["RAWDECODERS_SUITES"]) if os.environ.get("RAWDECODERS_SUITES") else None
PNG = CORPUS / "png/photos/landscape-rgb.png"
PALETTE = CORPUS / "png/photos/landscape-palette.png"
JPEG = CORPUS / "jpeg/photos/landscape-420.jpg"
BMP = CORPUS / "bmp/photos/landscape-24bit.bmp"
APNG = CORPUS / "png/animation/0-02-background-over.png"
PHOTOS = [PNG, PALETTE, JPEG, BMP, CORPUS / "jpeg/photos/landscape-progressive.jpg", CORPUS / "png/photos/text-rgba.png"]


def need(name):
    """A module, or the test is skipped."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise unittest.SkipTest(f"{name} is not installed") from None


def need_suites():
    """Skips the test unless the public suites are there."""
    if SUITES is None or not SUITES.is_dir():
        raise unittest.SkipTest("RAWDECODERS_SUITES does not name a folder with the public suites")
    return SUITES


def recorded(root):
    """What reference decoders made of the files below a folder: (path, reference, shape, hash, whether it is not followed)."""
    if root == CORPUS:
        for line in (CORPUS / "references.tsv").read_text(encoding="utf-8").splitlines():
            path, reference, shape, sha256, *verdict = line.split("\t")
            yield path, reference, shape, sha256, bool(verdict)
        return
    for line in (root / "expected.tsv").read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if not line.startswith("#") and len(fields) >= 5:
            yield fields[0], f"{fields[1]} {fields[2]}", fields[3], fields[4], False


def exceptions():
    """The list of the C# tests: (path, reference) of arrays that are not the recorded ones."""
    lines = (ROOT / "tests/RawDecoders.Tests/Presets/reference-arrays.tsv").read_text(encoding="utf-8").splitlines()
    return {tuple(line.split("\t")[:2]) for line in lines if line and not line.startswith("#")}


@contextlib.contextmanager
def quiet():
    """Without warnings: many files of the corpus break a rule."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def shape_and_hash(array):
    """As the lists have them. NumPy's own false and true are Pillow's 0 and 255 there."""
    samples = array.view(np.uint8) * 255 if array.dtype == bool else array
    shape = "x".join(map(str, array.shape)) + ":" + array.dtype.name
    return shape, hashlib.sha256(np.ascontiguousarray(samples)).hexdigest()


class Case(unittest.TestCase):
    """A test case with a comparison that tells where arrays differ."""

    def assert_same(self, expected, actual, message=""):
        self.assertEqual((expected.shape, expected.dtype), (actual.shape, actual.dtype), message)
        if not np.array_equal(expected, actual):
            place = np.argwhere(expected != actual)[0]
            self.fail(f"{message} differs at {tuple(place)}: {expected[tuple(place)]}, not {actual[tuple(place)]}")

    def decode_or_none(self, path, **how):
        """The array, or None of a file that is refused."""
        try:
            return rawdecoders.imread(path, **how)
        except rawdecoders.ImageDecodeError:
            return None
