# Decodes pictures with Pillow and OpenCV for the conformance program.
# Standard input: "pillow PATH", "color PATH" or "unchanged PATH", one a line. Standard output, for each: a line
# "ok PROFILE H W C DTYPE BYTES" and that many bytes of samples (BGR order from OpenCV, 16 bits little-endian), or "error NAME".
# The first line of output names the decoders that are there.
import os
import sys

import numpy

out = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)  # decoders that print must not disturb the answers
names = []
try:
    import PIL
    from PIL import Image
    Image.MAX_IMAGE_PIXELS = None
    names.append("pillow-" + ".".join(PIL.__version__.split(".")[:2]))
except ImportError:
    pass
try:
    import cv2
    names.append("opencv-" + ".".join(cv2.__version__.split(".")[:2]))
except ImportError:
    pass


def decode(way, path):
    if way == "pillow":
        with Image.open(path) as im:
            im.load()
            mode, array = im.mode, numpy.array(im)
            if mode == "I" and im.format == "PNG":  # 16-bit grey before Pillow 10.? is mode I
                mode, array = "I;16", array.astype(numpy.uint16)
            return im.format + "/" + mode, array
    array = cv2.imread(path, cv2.IMREAD_COLOR if way == "color" else cv2.IMREAD_UNCHANGED)
    if array is None:
        raise ValueError("imread")
    return way, array


out.write((" ".join(names) + "\n").encode())
out.flush()
for line in sys.stdin:
    way, path = line.rstrip("\n").split(" ", 1)
    try:
        profile, array = decode(way, path)
        height, width = array.shape[:2]
        channels = array.shape[2] if array.ndim == 3 else 1
        data = numpy.ascontiguousarray(array).tobytes()
        out.write(f"ok {profile} {height} {width} {channels} {array.dtype} {len(data)}\n".encode())
        out.write(data)
    except Exception as e:  # a refusal, whatever its type
        out.write(f"error {type(e).__name__}\n".encode())
    out.flush()
