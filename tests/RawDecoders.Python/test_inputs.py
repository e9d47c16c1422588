"""Where files come from and where arrays go; errors and warnings as Python has them."""

import array
import base64
import io
import mmap
import os
import pickle
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import warnings
from pathlib import Path

import numpy as np

import rawdecoders
from support import CORPUS, JPEG, PHOTOS, PNG, Case, need


class Sources(Case):
    def test_every_kind_of_input_is_the_same_file(self):
        for path in PHOTOS:
            content = path.read_bytes()
            whole = rawdecoders.imread(path)
            text = base64.b64encode(content).decode()
            with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                kinds = {
                    "str": str(path), "path": Path(path), "bytes": content, "bytearray": bytearray(content),
                    "memoryview": memoryview(content), "strided memoryview": memoryview(np.repeat(np.frombuffer(content, np.uint8), 2))[::2],
                    "mmap": mapped, "array.array": array.array("B", content), "ndarray": np.frombuffer(content, np.uint8),
                    "strided ndarray": np.repeat(np.frombuffer(content, np.uint8), 3)[::3], "file": file, "BytesIO": io.BytesIO(content),
                    "data URI": "data:image/x;base64," + text, "percent-encoded URI": "DATA:," + urllib.parse.quote_from_bytes(content),
                }
                for name, source in kinds.items():
                    self.assert_same(whole, rawdecoders.imread(source), f"{path.name} from {name}")
                    if name != "str":
                        if name in ("file", "BytesIO"):
                            source.seek(0)
                        self.assert_same(whole, rawdecoders.decode(source), f"{path.name} from {name}")
                    if name in ("file", "BytesIO"):
                        source.seek(0)
                    self.assertEqual(whole.shape[0], rawdecoders.identify(source).height, name)
            broken_up = "\n".join(text[i : i + 76] for i in range(0, len(text), 76)).rstrip("=")
            self.assert_same(whole, rawdecoders.decode(broken_up))

    def test_what_is_no_input(self):
        for wrong in (None, 5, 5.5, object(), [1, 2]):
            self.assertRaises(TypeError, rawdecoders.imread, wrong)
            self.assertRaises(TypeError, rawdecoders.decode, wrong)
        self.assertRaises(TypeError, rawdecoders.imread, io.StringIO("text"))
        self.assertRaises(ValueError, rawdecoders.decode, "not base64 at all!")
        self.assertRaises(ValueError, rawdecoders.decode, "data:image/png;base64")
        self.assertRaises(ValueError, rawdecoders.imread, "a\0b")
        for empty in (b"", bytearray(), np.empty(0, np.uint8), io.BytesIO()):
            with self.assertRaises(rawdecoders.ImageDecodeError) as caught:
                rawdecoders.decode(empty)
            self.assertEqual("format-cut", caught.exception.rule)

    def test_a_name_that_is_not_utf_8(self):
        with tempfile.TemporaryDirectory() as folder:
            name = os.fsencode(folder) + b"/\xff\xfe.png"
            with open(name, "wb") as file:
                file.write(PNG.read_bytes())
            self.assert_same(rawdecoders.imread(PNG), rawdecoders.imread(os.fsdecode(name)))
            named = os.path.join(folder, "bïld 日本.png")
            os.rename(name, named)
            self.assert_same(rawdecoders.imread(PNG), rawdecoders.imread(named))

    def test_to_base64(self):
        content = JPEG.read_bytes()
        text = base64.b64encode(content).decode()
        for source in (JPEG, content, bytearray(content), io.BytesIO(content)):
            self.assertEqual(text, rawdecoders.to_base64(source))
        self.assertEqual("data:image/jpeg;base64," + text, rawdecoders.to_base64(JPEG, data_uri=True))
        self.assertEqual("data:image/png;base64,", rawdecoders.to_base64(PNG, data_uri=True)[:22])


class Outputs(Case):
    def test_arrays_of_any_strides(self):
        for path in PHOTOS:
            whole = rawdecoders.imread(path)
            h, w = whole.shape[:2]
            tail = whole.shape[2:]
            wide = np.full((h + 2, w + 7, *tail), 9, whole.dtype)
            outs = {
                "packed": np.empty_like(whole), "inside another": wide[1:-1, 3:-4], "every other row": np.empty((2 * h, w, *tail), whole.dtype)[::2],
                "upside down": np.empty_like(whole)[::-1], "every other column": np.empty((h, 2 * w, *tail), whole.dtype)[:, ::2],
                "column-major": np.asfortranarray(whole * 0), "mirrored": np.empty_like(whole)[:, ::-1],
            }
            for name, out in outs.items():
                self.assertIs(out, rawdecoders.imread(path, out=out), name)
                self.assert_same(whole, out, f"{path.name} {name}")
            self.assertTrue((wide[0] == 9).all() and (wide[-1] == 9).all() and (wide[:, :3] == 9).all() and (wide[:, -4:] == 9).all())

    def test_memory_and_memory_maps(self):
        whole = rawdecoders.imread(PNG)
        with tempfile.TemporaryDirectory() as folder:
            mapped = np.memmap(os.path.join(folder, "pixels"), whole.dtype, "w+", shape=whole.shape)
            self.assertIs(mapped, rawdecoders.imread(PNG, out=mapped))
            self.assert_same(whole, np.asarray(mapped))
            del mapped
        memory = bytearray(whole.nbytes + 10)
        self.assert_same(whole, rawdecoders.imread(PNG, out=memory))
        self.assertEqual(whole.tobytes(), bytes(memory[: whole.nbytes]))
        with mmap.mmap(-1, whole.nbytes) as anonymous:
            given = rawdecoders.imread(PNG, out=anonymous)
            self.assert_same(whole, given)
            del given
        self.assertRaises(ValueError, rawdecoders.imread, PNG, out=bytearray(10))
        self.assertRaises(ValueError, rawdecoders.imread, PNG, out=bytes(whole.nbytes))

    def test_arrays_that_do_not_fit(self):
        whole = rawdecoders.imread(PNG)
        read_only = np.empty_like(whole)
        read_only.flags.writeable = False
        for out in (np.empty((1, 1, 3), np.uint8), np.empty(whole.shape, np.int8), whole[..., 0], read_only):
            self.assertRaises(ValueError, rawdecoders.imread, PNG, out=out)
        self.assertRaises(TypeError, rawdecoders.imread, PNG, out="text")

    def test_booleans_of_pillow(self):
        path = next(p for p in sorted((CORPUS / "png/matrix").iterdir()) if p.name.startswith("grey1-"))
        array_of_bool = rawdecoders.imread(path, like="pillow")
        self.assertEqual(np.bool_, array_of_bool.dtype)
        self.assertEqual({0, 1}, set(array_of_bool.view(np.uint8).ravel().tolist()))
        for out in (np.empty_like(array_of_bool), np.empty(array_of_bool.shape[::-1], bool).T):
            self.assert_same(array_of_bool, rawdecoders.imread(path, like="pillow", out=out))
        self.assert_same(array_of_bool, rawdecoders.open_rows(path, like="pillow").read(1000))
        self.assert_same(array_of_bool[3:9, 2:], rawdecoders.open_regions(path, like="pillow")[3:9, 2:])

    def test_options(self):
        whole = rawdecoders.imread(JPEG)
        self.assert_same(whole, rawdecoders.imread(JPEG, threads=2))
        self.assert_same(rawdecoders.imread(PNG), rawdecoders.imread(PNG, inflater="managed"))
        self.assertEqual((256, 384, 3), rawdecoders.imread(JPEG, scale="1/2").shape)
        self.assertEqual((64, 96, 3), rawdecoders.imread(JPEG, options=rawdecoders.Options(scale="1/8")).shape)
        self.assert_same(rawdecoders.imread(JPEG, scale="1/8"), rawdecoders.imread(JPEG, options=rawdecoders.Options(target_size=(90, 60))))
        self.assertFalse(np.array_equal(whole, rawdecoders.imread(JPEG, options=rawdecoders.Options(reconstruction="imagesharp"))))
        self.assertEqual((64, 96, 3), rawdecoders.thumbnail(JPEG, (90, 60)).shape)
        turned = CORPUS / "jpeg/metadata"
        for path in sorted(turned.iterdir()):
            info = rawdecoders.identify(path)
            if info.orientation in (5, 6, 7, 8):
                self.assertEqual((info.width, info.height), rawdecoders.imread(path, options=rawdecoders.Options(orient=True)).shape[:2])
        for wrong in (dict(like="nobody"), dict(format="rgb25"), dict(scale="2"), dict(threads=0), dict(strictness="none"), dict(inflater="x"),
                      dict(like="pillow", scale="1/2"), dict(like="opencv", format="rgb24"),
                      dict(options=rawdecoders.Options(target_size=(0, 5))), dict(options=rawdecoders.Options(samples="odd"))):
            with self.assertRaises(ValueError, msg=str(wrong)) as caught:
                rawdecoders.imread(JPEG, **wrong)
            self.assertNotIsInstance(caught.exception, rawdecoders.ImageDecodeError)
        with self.assertRaises(rawdecoders.ImageDecodeError) as caught:
            rawdecoders.imread(JPEG, options=rawdecoders.Options(limits=rawdecoders.Limits(pixels=10)))
        self.assertEqual(("limit-exceeded", "limit-max-pixels"), (caught.exception.kind, caught.exception.rule))


class Refusals(Case):
    def test_errors_of_files(self):
        with self.assertRaises(rawdecoders.ImageDecodeError) as caught:
            rawdecoders.decode(PNG.read_bytes()[:1000])
        error = caught.exception
        self.assertEqual(("truncated", True), (error.kind, error.offset > 0))
        self.assertTrue(error.rule.startswith("png-") and error.clause.startswith("PNG ") and error.what in str(error), vars(error))
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(error), vars(error)), (str(again), vars(again)))
        self.assertIsInstance(error, ValueError)
        with self.assertRaises(rawdecoders.ImageDecodeError) as caught:
            rawdecoders.decode(b"GIF89a and more")
        self.assertEqual("unknown-format", caught.exception.kind)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "cut.png")
            Path(path).write_bytes(PNG.read_bytes()[:1000])
            for function in (rawdecoders.imread, lambda p: rawdecoders.open_rows(p).read(1000), lambda p: rawdecoders.open_regions(p)[:]):
                with self.assertRaises(rawdecoders.ImageDecodeError) as caught:
                    function(path)
                self.assertTrue(str(caught.exception).startswith(path + ": "), caught.exception)

    def test_errors_of_the_system_are_those_of_open(self):
        with tempfile.TemporaryDirectory() as folder:
            missing = os.path.join(folder, "missing.png")
            for function in (rawdecoders.imread, rawdecoders.identify, rawdecoders.open_rows, rawdecoders.open_regions, rawdecoders.frames,
                             rawdecoders.planes, rawdecoders.coefficients, lambda p: rawdecoders.thumbnail(p, (1, 1)), rawdecoders.to_base64):
                with self.assertRaises(FileNotFoundError) as caught:
                    function(missing)
                self.assertEqual((2, missing), (caught.exception.errno, caught.exception.filename))
                with self.assertRaises(IsADirectoryError):
                    function(folder)
            self.assertRaises(FileNotFoundError, rawdecoders.imread, "")
            if os.geteuid() != 0:
                os.chmod(folder, 0)
                self.assertRaises(PermissionError, rawdecoders.imread, missing)
                os.chmod(folder, 0o700)

    def test_warnings_have_their_own_category(self):
        content = JPEG.read_bytes() + b"abc"
        with self.assertWarns(rawdecoders.ImageDecodeWarning) as caught:
            decoded = rawdecoders.decode(content)
        self.assert_same(rawdecoders.imread(JPEG), decoded)
        warning = caught.warning
        self.assertEqual((len(content) - 3, "warning"), (warning.offset, warning.severity))
        self.assertEqual(__file__, caught.filename, "the warning is of the line that decodes")
        self.assertTrue(warning.rule.startswith("jpeg-") and warning.clause.startswith("T.81"), vars(warning))
        self.assertEqual(vars(warning), vars(pickle.loads(pickle.dumps(warning))))
        with warnings.catch_warnings():
            warnings.simplefilter("error", rawdecoders.ImageDecodeWarning)
            self.assertRaises(rawdecoders.ImageDecodeWarning, rawdecoders.decode, content)
            ((_, error),) = list(rawdecoders.decode_many([content]))
            self.assertIsInstance(error, rawdecoders.ImageDecodeWarning)
        with self.assertRaises(rawdecoders.ImageDecodeError):
            rawdecoders.decode(content, strictness="strict")

    def test_damage_is_a_warning(self):
        content = JPEG.read_bytes()
        with self.assertWarns(rawdecoders.ImageDamageWarning) as caught:
            saved = rawdecoders.decode(content[: len(content) // 2], strictness="lenient")
        warning = caught.warning
        self.assertEqual(saved.shape[0], warning.first_row + warning.row_count)
        whole = rawdecoders.imread(JPEG)
        self.assert_same(whole[: warning.first_row - 1], saved[: warning.first_row - 1])
        self.assertEqual(vars(warning), vars(pickle.loads(pickle.dumps(warning))))

    def test_handles_are_given_back_after_errors(self):
        cut = PNG.read_bytes()[:5000]
        for _ in range(300):
            for function in (rawdecoders.decode, lambda b: rawdecoders.open_rows(b).read(1000), lambda b: rawdecoders.open_regions(b)[:]):
                self.assertRaises(rawdecoders.ImageDecodeError, function, cut)


class Interplay(Case):
    def test_the_lock_of_the_interpreter_is_released(self):
        # One thread decodes from a pipe, which waits inside the library; another one writes to it, which it can only do without the lock.
        if not hasattr(os, "mkfifo"):
            self.skipTest("there are no named pipes")
        script = (
            "import os, sys, threading, rawdecoders\n"
            "got = []\n"
            "thread = threading.Thread(target=lambda: got.append(rawdecoders.imread(sys.argv[1]).shape))\n"
            "thread.start()\n"
            "content = open(sys.argv[2], 'rb').read()\n"
            "with open(sys.argv[1], 'wb') as pipe: pipe.write(content)\n"
            "thread.join()\n"
            "print(got)\n")
        with tempfile.TemporaryDirectory() as folder:
            pipe = os.path.join(folder, "pipe")
            os.mkfifo(pipe)
            done = subprocess.run([sys.executable, "-c", script, pipe, str(PNG)], capture_output=True, text=True, timeout=120)
        self.assertEqual(("[(512, 768, 3)]", ""), (done.stdout.strip(), done.stderr))

    def test_pillow_and_opencv_take_the_arrays_as_they_are(self):
        image = need("PIL.Image")
        whole = rawdecoders.imread(PNG)
        self.assert_same(whole, np.asarray(image.fromarray(whole)))
        with image.open(PNG) as opened:
            self.assert_same(np.asarray(opened), rawdecoders.imread(PNG, like="pillow"))
        cv2 = need("cv2")
        bgr = rawdecoders.imread(PNG, like="opencv")
        self.assert_same(whole, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
        self.assert_same(cv2.imread(str(PNG)), bgr)

    def test_arrays_own_their_memory_and_share_it(self):
        whole = rawdecoders.imread(PNG)
        self.assertTrue(whole.flags.c_contiguous and whole.flags.writeable and whole.flags.owndata)
        address = whole.__array_interface__["data"][0]
        self.assertEqual(address, np.frombuffer(memoryview(whole).cast("B"), np.uint8).__array_interface__["data"][0])


if __name__ == "__main__":
    unittest.main()
