"""What files say of themselves, and the program that prints it."""

import dataclasses
import json
import os
import pickle
import subprocess
import sys
import unittest
from pathlib import Path

import rawdecoders
from support import CORPUS, JPEG, PNG, ROOT, Case


def as_the_command_line_has_it(info):
    """The object that `rawdec info --json` prints."""
    camel = {"pixel_format": "pixelFormat", "bit_depth": "bitDepth", "color_model": "colorModel"}
    told = {camel.get(name, name): value for name, value in dataclasses.asdict(info).items()}
    profile, description = told.pop("icc_profile"), told.pop("icc_description")
    told["iccProfile"] = {"bytes": len(profile), "description": description} if profile else None
    for name in ("exif", "xmp"):
        told[name] = {"bytes": len(told[name])} if told[name] else None
    told["texts"] = [{"translatedKeyword" if k == "translated_keyword" else k: v for k, v in text.items()} for text in told["texts"]]
    told["embedded"] = list(told["embedded"])
    told["warnings"] = None if told["warnings"] is None else list(told["warnings"])
    return told


class Identify(Case):
    def test_everything_that_the_command_line_tells(self):
        program = ROOT / "src/RawDecoders.Cli/bin/Release/net10.0/rawdec"
        if not program.exists():
            self.skipTest("rawdec has not been built")
        files = [
            p for folder in ("png/ancillary", "png/animation", "jpeg/metadata", "jpeg/embedded", "bmp", "png/transparency")
            for p in sorted((CORPUS / folder).rglob("*")) if p.suffix in (".png", ".jpg", ".bmp")]
        files = files[:: max(1, len(files) // 150)]
        for check in ([], ["--check"]):
            output = subprocess.run([program, "info", "--json", *check, *files], capture_output=True).stdout.decode()
            lines = {told["file"]: told for told in map(json.loads, output.splitlines())}
            self.assertGreater(len(lines), 100)
            for path in files:
                told = lines[str(path)]
                size, refusal = told.pop("fileSize"), [told.pop(key) for key in ("rule", "offset", "message")]
                self.assertIsNone(told.pop("parts"))
                try:
                    ours = as_the_command_line_has_it(rawdecoders.identify(path, check=bool(check)))
                except rawdecoders.ImageDecodeError as error:
                    self.assertEqual([error.rule, error.offset], refusal[:2])
                    continue
                self.assertEqual((path.stat().st_size, [None, None, None]), (size, refusal))
                self.assertEqual(told, ours)

    def test_the_class_is_frozen_and_can_be_compared_hashed_and_pickled(self):
        info = rawdecoders.identify(JPEG)
        self.assertEqual((str(JPEG), "jpeg", 768, 512, "rgb24", 8, "ycbcr"), (
            info.file, info.format, info.width, info.height, info.pixel_format, info.bit_depth, info.color_model))
        self.assertRaises(dataclasses.FrozenInstanceError, setattr, info, "width", 1)
        self.assertEqual(info, rawdecoders.identify(JPEG))
        self.assertEqual(hash(info), hash(rawdecoders.identify(JPEG)))
        self.assertEqual(info, pickle.loads(pickle.dumps(info)))
        self.assertEqual(dataclasses.replace(info, file=None), rawdecoders.identify(JPEG.read_bytes()))
        self.assertEqual((None, None), (info.complete, info.warnings))
        self.assertEqual((True, ()), (rawdecoders.identify(JPEG, check=True).complete, rawdecoders.identify(JPEG, check=True).warnings))

    def test_blocks_of_bytes(self):
        found = set()
        for path in sorted((CORPUS / "jpeg/metadata").iterdir()) + sorted((CORPUS / "png/ancillary").iterdir()):
            try:
                info = rawdecoders.identify(path)
            except rawdecoders.ImageDecodeError:
                continue
            if info.icc_profile:
                self.assertEqual(b"acsp", info.icc_profile[36:40], path)
                found.add("icc")
            if info.exif:
                self.assertIn(info.exif[:2], (b"II", b"MM"), path)
                found.add("exif")
            if info.xmp:
                self.assertIn(b"<", info.xmp, path)
                found.add("xmp")
            found.update(text.keyword for text in info.texts)
        self.assertLessEqual({"icc", "exif", "xmp", "Comment"}, found)

    def test_a_lenient_check_tells_of_missing_pixels(self):
        content = JPEG.read_bytes()[:20000]
        self.assertRaises(rawdecoders.ImageDecodeError, rawdecoders.identify, content, check=True)
        self.assertFalse(rawdecoders.identify(content, check=True, strictness="lenient").complete)


class Program(Case):
    def run_it(self, *words, **how):
        done = subprocess.run([sys.executable, "-m", "rawdecoders", *map(str, words)], capture_output=True, text=True, **how)
        return done.returncode, done.stdout, done.stderr

    def test_tells_what_files_are(self):
        code, output, error = self.run_it(PNG, JPEG)
        self.assertEqual((0, ""), (code, error))
        self.assertIn(f"{PNG}: PNG, 768 x 512 pixels", output)
        code, output, error = self.run_it("--json", "--check", PNG)
        told = json.loads(output)
        self.assertEqual((0, 768, True, 0), (code, told["width"], told["complete"], told["icc_profile"]))

    def test_refused_files_are_a_line_on_standard_error(self):
        code, output, error = self.run_it(PNG, "missing.png", CORPUS / "png/broken/ihdr-colour-1.png")
        self.assertEqual((1, 2), (code, len(error.splitlines())))
        self.assertIn("No such file", error)
        self.assertIn("malformed at byte", error)
        self.assertIn("768 x 512", output)

    def test_standard_input(self):
        with open(PNG, "rb") as file:
            code, output, _ = self.run_it("-", stdin=file)
        self.assertEqual(0, code)
        self.assertIn("768 x 512", output)


class Package(Case):
    def test_the_versions_are_the_project_s(self):
        props = (ROOT / "Directory.Build.props").read_text(encoding="utf-8")
        self.assertIn(f"<Version>{rawdecoders.__version__}</Version>", props)
        self.assertEqual(rawdecoders.__version__, rawdecoders.version())

    def test_the_libraries_for_older_and_newer_processors_give_the_same_pixels(self):
        folder = Path(rawdecoders.__file__).parent
        libraries = sorted(folder.glob("librawdecoders*.so"))
        if len(libraries) < 2:
            self.skipTest("there is one library in the package")
        loaded = rawdecoders._library.path
        self.assertEqual(str(folder / ("librawdecoders-v3.so" if rawdecoders._library._has_v3() else "librawdecoders.so")), loaded)
        if not rawdecoders._library._has_v3():
            self.skipTest("the processor has no AVX2")
        script = (
            "import hashlib, sys, rawdecoders\n"
            "for path in sys.stdin.read().split('\\0'):\n"
            "    try: print(hashlib.sha256(rawdecoders.imread(path, strictness='lenient').tobytes()).hexdigest())\n"
            "    except rawdecoders.ImageDecodeError as error: print(error)\n")
        files = [str(p) for p in sorted(CORPUS.rglob("*")) if p.suffix in (".png", ".jpg", ".bmp")][::7]
        told = [subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script], input="\0".join(files), capture_output=True, text=True, check=True,
            env={**os.environ, "RAWDECODERS_LIBRARY": str(library)}).stdout.splitlines() for library in libraries]
        self.assertGreater(len(told[0]), 150)
        self.assertEqual(told[0], told[1])

    def test_every_public_name_is_documented(self):
        for name in rawdecoders.__all__:
            member = getattr(rawdecoders, name)
            self.assertTrue((member.__doc__ or "").strip(), name)
        self.assertEqual(sorted(rawdecoders.__all__), list(rawdecoders.__all__))

    def test_types(self):
        """No Any in the public face, by the text of the annotations, and by mypy where it is installed."""
        package = os.path.dirname(rawdecoders.__file__)
        self.assertTrue(os.path.exists(os.path.join(package, "py.typed")))
        import inspect
        import re

        for name in rawdecoders.__all__:
            member = getattr(rawdecoders, name)
            members = [member] if inspect.isfunction(member) else [
                m.fget if isinstance(m, property) else m for n, m in vars(member).items()
                if (inspect.isfunction(m) or isinstance(m, property)) and (not n.startswith("_") or n in ("__init__", "__getitem__", "__iter__"))]
            for function in members:
                notes = getattr(function, "__annotations__", {})
                self.assertNotRegex(" ".join(map(str, notes.values())), re.compile(r"\bAny\b"), f"{name}.{function.__name__}")
                missing = [p for p in inspect.signature(function).parameters if p not in notes and p != "self"]
                self.assertEqual([], missing, f"{name}.{function.__name__}")
        if subprocess.run(["/usr/bin/python3", "-c", "import mypy"], capture_output=True).returncode:
            self.skipTest("mypy is not installed; annotations alone were looked at")
        config = ROOT / "src/RawDecoders.Python/mypy.ini"
        done = subprocess.run(
            ["/usr/bin/python3", "-m", "mypy", "--config-file", config, "--cache-dir", os.devnull, ROOT / "src/RawDecoders.Python/rawdecoders"],
            capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
