# A host for decoders that Python reaches: Pillow, OpenCV, GdkPixbuf, Qt, libvips, ffmpeg (PyAV), ImageMagick and GraphicsMagick (MagickWand); "host.py NAME". The protocol is HostDecoder's.
# What a library prints on standard error while it decodes is the note beside the picture, or part of the message.
import ctypes
import json
import os
import platform
import sys
import warnings

import numpy

out = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)  # decoders that print must not disturb the answers
spoken = os.memfd_create("stderr")
os.dup2(spoken, 2)


def said():
    os.lseek(spoken, 0, os.SEEK_SET)
    text = os.read(spoken, 4000).decode("utf-8", "replace")
    os.ftruncate(spoken, 0)
    os.lseek(spoken, 0, os.SEEK_SET)
    return text


def array_format(array, order):
    """Format name of an array whose channels are in the order 'rgb' or 'bgr'."""
    channels = array.shape[2] if array.ndim == 3 else 1
    wide = array.dtype == numpy.uint16
    name = {1: "gray", 2: "graya", 3: order, 4: order + "a"}[channels]
    if wide and order == "bgr" and channels > 2:  # there is no format of 16 bits with blue first
        array = array[..., [2, 1, 0, 3][:channels]]
        name = {3: "rgb", 4: "rgba"}[channels]
    bits = {"gray": 8, "graya": 8, "rgb": 24, "bgr": 24, "rgba": 32, "bgra": 32}[name] * (2 if wide else 1)
    return name + str(bits) + ("le" if wide else ""), numpy.ascontiguousarray(array)


class Pillow:
    def __init__(self):
        import PIL
        from PIL import Image, features
        Image.MAX_IMAGE_PIXELS = None
        self.open = Image.open
        self.version = f"{PIL.__version__} (libjpeg-turbo {features.version('libjpeg_turbo') or features.version('jpg')}, zlib {features.version('zlib')})"

    def decode(self, path):
        with self.open(path) as im:
            im.load()
            if im.format not in ("PNG", "BMP", "DIB", "JPEG", "MPO"):
                raise NotImplementedError(f"not supported here: {im.format}")
            if im.mode == "I":  # 16-bit grey, before Pillow 10.?
                return array_format(numpy.array(im).astype(numpy.uint16), "rgb")
            if im.mode == "CMYK":
                return "cmyk32", numpy.array(im)
            if im.mode in ("P", "PA"):
                im = im.convert("RGBA" if im.mode == "PA" or "transparency" in im.info else "RGB")
            elif "transparency" in im.info and im.mode in ("1", "L", "RGB"):
                im = im.convert("RGBA")
            array = numpy.array(im)
            if array.dtype == bool:
                array = array.astype(numpy.uint8) * 255
            return array_format(array, "rgb")


class OpenCv:
    def __init__(self):
        import cv2
        self.read, self.flag = cv2.imread, cv2.IMREAD_UNCHANGED
        lines = [l.strip() for l in cv2.getBuildInformation().splitlines()]
        libraries = [l.split("(")[-1].rstrip(")") if "(" in l else l for l in lines if l.startswith(("JPEG:", "PNG:"))]
        self.version = f"{cv2.__version__} ({', '.join(l.strip() for l in libraries)})"

    def decode(self, path):
        array = self.read(path, self.flag)
        if array is None:
            raise ValueError("imread gives nothing; " + said())
        return array_format(array, "bgr")


class GdkPixbuf:
    def __init__(self):
        import gi
        gi.require_version("GdkPixbuf", "2.0")
        from gi.repository import GdkPixbuf as G
        self.load = G.Pixbuf.new_from_file
        self.version = G.PIXBUF_VERSION

    def decode(self, path):
        p = self.load(path)
        width, height, channels, stride = p.get_width(), p.get_height(), p.get_n_channels(), p.get_rowstride()
        data = numpy.frombuffer(p.get_pixels(), numpy.uint8)
        data = numpy.concatenate([data, numpy.zeros(stride * height - data.size, numpy.uint8)])  # the last row has no padding
        return array_format(data.reshape(height, stride)[:, :width * channels].reshape(height, width, channels), "rgb")


class Qt:
    def __init__(self):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        try:
            from PyQt6 import QtCore, QtGui
        except ImportError:
            from PyQt5 import QtCore, QtGui
        self.gui = QtGui
        self.formats = getattr(QtGui.QImage, "Format", QtGui.QImage)
        self.version = QtCore.QT_VERSION_STR

    def decode(self, path):
        reader = self.gui.QImageReader(path)
        reader.setDecideFormatFromContent(True)
        reader.setAutoTransform(False)
        image = reader.read()
        if image.isNull():
            raise ValueError(f"{reader.errorString()} ({int(reader.error())}); {said()}")
        alpha, wide = image.hasAlphaChannel(), image.depth() > 32 or image.format() == self.formats.Format_Grayscale16
        if image.isGrayscale() and not alpha:
            form, name, size = (self.formats.Format_Grayscale16, "gray16le", 2) if wide else (self.formats.Format_Grayscale8, "gray8", 1)
        elif wide:
            form, name, size = self.formats.Format_RGBA64, "rgba64le", 8
        else:
            form, name, size = (self.formats.Format_RGBA8888, "rgba32", 4) if alpha else (self.formats.Format_RGB888, "rgb24", 3)
        image = image.convertToFormat(form)
        bits, stride, width, height = image.constBits(), image.bytesPerLine(), image.width(), image.height()
        bits.setsize(stride * height)
        return name, numpy.frombuffer(bits, numpy.uint8).reshape(height, stride)[:, :width * size].copy()  # the image goes with this function


class Vips:
    BANDS = {0: "", 2: "le"}  # VIPS_FORMAT_UCHAR, VIPS_FORMAT_USHORT

    def __init__(self):
        v = self.vips = ctypes.CDLL("libvips.so.42")
        for name in ("vips_image_new_from_file", "vips_image_write_to_memory"):
            getattr(v, name).restype = ctypes.c_void_p
        v.vips_error_buffer.restype = v.vips_version_string.restype = ctypes.c_char_p
        v.vips_init(b"host")
        v.vips_cache_set_max(0)
        self.version = v.vips_version_string().decode()

    def decode(self, path):
        v = self.vips
        image = v.vips_image_new_from_file(ctypes.c_char_p(path.encode()), ctypes.c_void_p(None))
        if not image:
            raise self.error()
        image = ctypes.c_void_p(image)
        size = ctypes.c_size_t(0)
        memory = v.vips_image_write_to_memory(image, ctypes.byref(size))
        width, height, bands, form, space = (getattr(v, "vips_image_get_" + n)(image) for n in ("width", "height", "bands", "format", "interpretation"))
        v.g_object_unref(image)
        if not memory:
            raise self.error()
        data = numpy.frombuffer(ctypes.string_at(memory, size.value), numpy.uint16 if form == 2 else numpy.uint8)
        v.g_free(ctypes.c_void_p(memory))
        if form not in self.BANDS:
            raise ValueError(f"samples of format {form}")
        if space == 15:  # VIPS_INTERPRETATION_CMYK
            return "cmyk32", data.reshape(height, width, bands)
        return array_format(data.reshape(height, width, bands), "rgb")

    def error(self):
        text = self.vips.vips_error_buffer().decode("utf-8", "replace")
        self.vips.vips_error_clear()
        return ValueError(text)


class Wand:
    """MagickWand of ImageMagick 6 and of GraphicsMagick, which differ in some names and numbers."""
    LIBRARIES, EXPORT, CHAR, SHORT, CMYK, ALPHA = (), "", 0, 0, 0, ""

    def __init__(self):
        for name in self.LIBRARIES:
            try:
                w = self.wand = ctypes.CDLL(name)
                break
            except OSError as e:
                missing = e
        else:
            raise missing
        for name in ("NewMagickWand", "MagickGetException"):
            getattr(w, name).restype = ctypes.c_void_p
        for name in ("MagickGetImageWidth", "MagickGetImageHeight", "MagickGetImageDepth"):
            getattr(w, name).restype = ctypes.c_size_t
        w.MagickGetImageFormat.restype = w.MagickGetVersion.restype = ctypes.c_char_p
        self.start()
        self.version = " ".join(w.MagickGetVersion(ctypes.byref(ctypes.c_ulong())).decode().split(" ")[1:3])

    def decode(self, path):
        w = self.wand
        wand = ctypes.c_void_p(w.NewMagickWand())
        try:
            read = w.MagickReadImage(wand, ctypes.c_char_p((path + "[0]").encode()))
            severity = ctypes.c_int()
            spoken = ctypes.string_at(w.MagickGetException(wand, ctypes.byref(severity))).decode("utf-8", "replace")
            if not read or severity.value >= 400:  # below are warnings
                raise ValueError(spoken)
            name = (w.MagickGetImageFormat(wand) or b"").decode()
            if name not in ("PNG", "PNG8", "PNG24", "PNG32", "PNG48", "PNG64", "PNG00", "BMP", "BMP2", "BMP3", "DIB", "JPEG", "JPG"):
                raise NotImplementedError(f"not supported here: {name}")
            width, height = w.MagickGetImageWidth(wand), w.MagickGetImageHeight(wand)
            wide = w.MagickGetImageDepth(wand) > 8
            cmyk = w.MagickGetImageColorspace(wand) == self.CMYK
            alpha = bool(getattr(w, self.ALPHA)(wand))
            wide = wide and not cmyk
            channels = b"CMYK" if cmyk else b"RGBA" if alpha else b"RGB"
            array = numpy.zeros((height, width, len(channels)), numpy.uint16 if wide else numpy.uint8)
            if not getattr(w, self.EXPORT)(wand, ctypes.c_long(0), ctypes.c_long(0), ctypes.c_size_t(width), ctypes.c_size_t(height), channels,
                                           self.SHORT if wide else self.CHAR, array.ctypes.data_as(ctypes.c_void_p)):
                raise ValueError("no pixels")
            if spoken:
                os.write(2, spoken.encode())
            return ("cmyk32", array) if cmyk else array_format(array, "rgb")
        finally:
            w.DestroyMagickWand(wand)


class ImageMagick(Wand):
    LIBRARIES = ("libMagickWand-6.Q16.so.6", "libMagickWand-6.Q16.so.7", "libMagickWand-6.Q16HDRI.so.6")
    EXPORT, CHAR, SHORT, CMYK, ALPHA = "MagickExportImagePixels", 1, 7, 12, "MagickGetImageAlphaChannel"

    def start(self):
        self.wand.MagickWandGenesis()


class GraphicsMagick(Wand):
    LIBRARIES = ("libGraphicsMagickWand-Q16.so.2", "libGraphicsMagickWand.so.2")
    EXPORT, CHAR, SHORT, CMYK, ALPHA = "MagickGetImagePixels", 0, 1, 10, "MagickGetImageMatte"

    def start(self):
        self.wand.InitializeMagick(ctypes.c_void_p(None))


class Ffmpeg:
    """The decoders of libavcodec. Their planes are put together here, chroma replicated, so that no scaler's rounding is judged."""
    BITFIELDS = {"rgb555le": (10, 5, 0, 5, 5, 5), "rgb565le": (11, 5, 0, 5, 6, 5), "rgb444le": (8, 4, 0, 4, 4, 4)}
    PACKED = {"gray": ("gray8", 1), "ya8": ("graya8", 2), "rgb24": ("rgb24", 3), "bgr24": ("bgr24", 3), "rgba": ("rgba32", 4), "bgra": ("bgra32", 4)}
    WIDE = {"gray16": ("gray16le", 1), "ya16": ("graya16le", 2), "rgb48": ("rgb48le", 3), "rgba64": ("rgba64le", 4)}

    def __init__(self):
        import av
        import av.logging
        self.av, self.log = av, av.logging
        av.logging.set_level(av.logging.WARNING)
        versions = [f"{n} {'.'.join(map(str, av.library_versions[n]))}" for n in ("libavcodec", "libavformat")]
        self.version = f"PyAV {av.__version__} ({', '.join(versions)})"

    def decode(self, path):
        with self.log.Capture() as said_here, self.av.open(path) as container:
            if container.format.name not in ("png_pipe", "bmp_pipe", "jpeg_pipe", "image2", "apng", "mjpeg"):
                raise NotImplementedError(f"not supported here: {container.format.name}")
            frame = next(container.decode(video=0))
            result = self.array(frame)
        if said_here:
            os.write(2, "; ".join(text.strip() for _, _, text in said_here).encode())
        return result

    def plane(self, frame, index, bytes_per_pixel=1):
        p = frame.planes[index]
        width = p.width * bytes_per_pixel
        return numpy.frombuffer(p, numpy.uint8).reshape(-1, p.line_size)[:p.height, :width].copy()  # the frame goes with its function

    def array(self, frame):
        name, width, height = frame.format.name, frame.width, frame.height
        if name in self.PACKED:
            form, size = self.PACKED[name]
            return form, numpy.ascontiguousarray(self.plane(frame, 0, size))
        if name[:-2] in self.WIDE:
            form, size = self.WIDE[name[:-2]]
            return form, numpy.ascontiguousarray(self.plane(frame, 0, 2 * size)).view(">u2" if name.endswith("be") else "<u2").astype("<u2")
        if name in ("bgr0", "0rgb", "rgb0"):
            array = self.plane(frame, 0, 4).reshape(height, width, 4)
            return "rgb24", numpy.ascontiguousarray(array[..., {"bgr0": [2, 1, 0], "0rgb": [1, 2, 3], "rgb0": [0, 1, 2]}[name]])
        if name == "pal8":
            palette = numpy.frombuffer(frame.planes[1], numpy.uint8)[:1024].reshape(256, 4)[:, [2, 1, 0, 3]]
            return "rgba32", numpy.ascontiguousarray(palette[self.plane(frame, 0)])
        if name in ("monob", "monow"):
            line = frame.planes[0].line_size
            bits = numpy.unpackbits(numpy.frombuffer(frame.planes[0], numpy.uint8).reshape(-1, line)[:height], axis=1)[:, :width]
            return "gray8", numpy.ascontiguousarray((bits if name == "monob" else 1 - bits) * 255).astype(numpy.uint8)
        if name in self.BITFIELDS:
            words = numpy.ascontiguousarray(self.plane(frame, 0, 2)).view("<u2").astype(numpy.uint32)
            red, green, blue, *sizes = self.BITFIELDS[name]
            channels = [((words >> shift & (1 << size) - 1) * 510 + (1 << size) - 1) // (2 * ((1 << size) - 1)) for shift, size in zip((red, green, blue), sizes)]
            return "rgb24", numpy.stack(channels, -1).astype(numpy.uint8)
        if name.startswith(("yuvj4", "yuv4")) and name.endswith("p"):
            y, cb, cr = (self.plane(frame, i).astype(numpy.float64) for i in range(3))
            cb, cr = (c.repeat(-(-height // c.shape[0]), 0).repeat(-(-width // c.shape[1]), 1)[:height, :width] - 128 for c in (cb, cr))
            rgb = numpy.stack([y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb], -1)
            return "rgb24", numpy.clip(numpy.rint(rgb), 0, 255).astype(numpy.uint8)
        if name == "gbrp":
            return "rgb24", numpy.stack([self.plane(frame, i) for i in (2, 0, 1)], -1)
        raise NotImplementedError(f"not supported by this host, which leaves nothing to a scaler: {name}")


def answer(head, data=b""):
    out.write((json.dumps(head) + "\n").encode())
    out.write(data)
    out.flush()


try:
    decoder = {"pillow": Pillow, "opencv": OpenCv, "gdkpixbuf": GdkPixbuf, "qt": Qt, "vips": Vips, "ffmpeg": Ffmpeg,
               "imagemagick": ImageMagick, "graphicsmagick": GraphicsMagick}[sys.argv[1]]()
    answer({"version": decoder.version, "runtime": "Python " + platform.python_version()})
except Exception as e:  # whatever is missing
    answer({"missing": f"{type(e).__name__}: {e}"})
    sys.exit(1)

for line in sys.stdin:
    path = line.rstrip("\n")
    said()
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            form, array = decoder.decode(path)
        if array.size == 0:
            raise ValueError("a picture without pixels")
        note = "; ".join([str(w.message) for w in caught if not issubclass(w.category, DeprecationWarning)] + [said()])
        height = array.shape[0]
        data = array.tobytes()
        samples = {"gray8": 1, "graya8": 2, "rgb24": 3, "bgr24": 3, "rgba32": 4, "bgra32": 4, "cmyk32": 4,
                   "gray16le": 2, "graya16le": 4, "rgb48le": 6, "rgba64le": 8}[form]
        answer({"width": len(data) // (height * samples), "height": height, "format": form, "length": len(data), "note": note.strip("; \n")}, data)
    except Exception as e:  # a refusal, whatever its type
        answer({"error": type(e).__name__, "message": f"{e} {said()}".strip()})
