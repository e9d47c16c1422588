"""The README's lines of Python, run as they stand there."""

import os
import re
import tempfile
import unittest
from glob import glob

import numpy as np

import rawdecoders
from support import APNG, BMP, JPEG, PNG, ROOT, Case

README = (ROOT / "README.md").read_text(encoding="utf-8")


class Readme(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        os.mkdir("pictures")
        for name, source in {"photo.png": PNG, "large.png": PNG, "large.bmp": BMP, "photo.jpg": JPEG, "animated.png": APNG, "pictures/a.png": PNG, "pictures/b.jpg": JPEG}.items():
            os.symlink(source, name)

    def test_the_table(self):
        rows = README.split("| in Python | in C# | `rawdec` | `rawdecoders` |\n")[1].splitlines()[1:9]
        lines = [row.rstrip(" |").split(" | ")[-1].strip("`") for row in rows]
        self.assertEqual(8, len(lines))
        names = {"rawdecoders": rawdecoders, "glob": glob}
        for line in lines:
            exec(line, names)
        whole = rawdecoders.imread(PNG)
        self.assert_same(whole, names["image"])
        self.assert_same(whole, names["pillow"])
        self.assert_same(whole[..., ::-1], names["opencv"])
        self.assert_same(whole, names["rgb"])
        self.assertTrue(names["uri"].startswith("data:image/png;base64,iVBOR"))
        self.assertEqual({"pictures/a.png", "pictures/b.jpg"}, set(names["images"]))
        self.assert_same(whole, np.load("large.npy"))
        self.assert_same(rawdecoders.imread(BMP)[10:60, 20:120], names["part"])

    def test_the_section(self):
        code = README.split("## From Python")[1].split("```python\n")[1].split("```")[0]
        data = PNG.read_bytes()
        names = {"data": data, "array": np.empty((512, 768, 3), np.uint8), "paths": [PNG, JPEG]}
        self.addCleanup(rawdecoders.unregister_pillow)
        try:
            import PIL.Image  # noqa: F401
        except ImportError:
            code = re.sub(".*register_pillow.*", "", code)
        exec(code, names)
        self.assertIs(names["array"], names["opencv"])
        self.assertEqual((100, 30, 3), names["part"].shape)
        self.assertEqual((512, 768), names["y"].shape)
        self.assertIsInstance(names["result"], np.ndarray)


if __name__ == "__main__":
    unittest.main()
