"""The plugin: PIL.Image.open() with this library's pixels, which are Pillow's."""

import io
import unittest

import numpy as np

import rawdecoders
from support import APNG, CORPUS, JPEG, PHOTOS, PNG, SUITES, Case, exceptions, need, need_suites, quiet, recorded


class PillowPlugin(Case):
    def setUp(self):
        self.image = need("PIL.Image")
        self.counted = 0
        decoder = need("rawdecoders._pillow_decoder").RawDecodersDecoder
        original = decoder._set

        def counting(this, pixels, raw_mode):
            done = original(this, pixels, raw_mode)
            self.counted += done
            return done

        decoder._set = counting
        self.addCleanup(setattr, decoder, "_set", original)
        self.addCleanup(rawdecoders.unregister_pillow)

    def both(self, source, use=np.array):
        """What is made of a file with Pillow's own decoders and with ours."""
        rawdecoders.unregister_pillow()
        with self.image.open(source) as opened:
            own = use(opened)
        if hasattr(source, "seek"):
            source.seek(0)
        rawdecoders.register_pillow()
        with self.image.open(source) as opened:
            return own, use(opened)

    def check(self, root, prefix, one_in):
        listed = exceptions()
        files = sorted({
            path for path, name, shape, _, not_followed in recorded(root)
            if name.startswith("pillow") and shape != "-" and not not_followed and (prefix + path, "pillow-9.4") not in listed})[::one_in]
        refused = []
        with quiet():
            for path in files:
                try:
                    own, ours = self.both(root / path, lambda im: (np.array(im), im.mode, im.size, im.palette and im.palette.getdata(), im.info))
                except OSError as error:
                    refused.append(f"{path}: {error}")
                    continue
                self.assert_same(own[0], ours[0], path)
                self.assertEqual(own[1:], ours[1:], path)
        return len(files), refused

    def test_corpus(self):
        files, refused = self.check(CORPUS, "corpus/", 5)
        self.assertLess(len(refused), files / 20, refused)
        self.assertGreater(self.counted, 200)

    def test_suites(self):
        files, refused = self.check(need_suites(), "", 2)
        self.assertLess(len(refused), files / 10, refused)
        self.assertGreater(self.counted, 100)

    def test_what_pillow_does_with_a_file_goes_on_as_before(self):
        for path in PHOTOS:
            own, ours = self.both(path, lambda im: np.array(im.convert("RGB").resize((50, 40)).rotate(9)))
            self.assert_same(own, ours, path.name)
        content = PNG.read_bytes()
        self.assert_same(*self.both(io.BytesIO(content)))
        self.assertEqual(len(PHOTOS) + 1, self.counted)
        rawdecoders.register_pillow()
        self.image.open(PNG).verify()

    def test_draft_mode_of_jpeg(self):
        for size, mode in (((100, 100), None), ((300, 300), "L"), ((400, 300), "RGB"), ((100, 100), "YCbCr"), (None, "L")):
            def drafted(im):
                im.draft(mode, size)
                return np.array(im)

            self.assert_same(*self.both(JPEG, drafted), f"{size} {mode}")
        for path in (JPEG, PNG):
            self.assert_same(*self.both(path, lambda im: (im.thumbnail((90, 90)), np.array(im))[1]), path.name)

    def test_frames_of_an_animation_are_pillow_s(self):
        def all_frames(im):
            return np.stack([np.array(im.seek(i) or im.convert("RGBA")) for i in range(getattr(im, "n_frames", 1))])

        own, ours = self.both(APNG, all_frames)
        self.assertGreater(len(own), 1)
        self.assert_same(own, ours)

    def test_data_that_arrive_in_pieces(self):
        from PIL import ImageFile

        rawdecoders.register_pillow()
        for path in PHOTOS:
            content, parser = path.read_bytes(), ImageFile.Parser()
            for i in range(0, len(content), 5000):
                parser.feed(content[i : i + 5000])
            with self.image.open(path) as opened:
                self.assert_same(np.array(opened), np.array(parser.close()), path.name)

    def test_refusals_are_pillow_s_kind(self):
        rawdecoders.register_pillow()
        rawdecoders.register_pillow()
        from PIL import UnidentifiedImageError

        self.assertRaises(UnidentifiedImageError, self.image.open, io.BytesIO(b"nothing at all"))
        with self.assertRaisesRegex(OSError, "truncated at byte"):
            self.image.open(io.BytesIO(PNG.read_bytes()[:9000])).load()
        with self.assertRaisesRegex(OSError, "truncated at byte"):
            self.image.open(io.BytesIO(JPEG.read_bytes()[:9000])).load()
        from PIL import ImageFile

        ImageFile.LOAD_TRUNCATED_IMAGES = True
        self.addCleanup(setattr, ImageFile, "LOAD_TRUNCATED_IMAGES", False)
        with quiet():
            saved = np.array(self.image.open(io.BytesIO(JPEG.read_bytes()[:20000])))
        self.assert_same(rawdecoders.imread(JPEG)[:100], saved[:100])


if __name__ == "__main__":
    unittest.main()
