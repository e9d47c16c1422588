#!/usr/bin/env python3
"""Checks a decoder against the corpus: an example of a runner. Put your decoder into decode(). CC0."""
import collections, fnmatch, json, pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parent


def decode(path):
    """Width, height, channels (1 grey, 2 grey and alpha, 3 RGB, 4 RGBA) and 8-bit samples; any exception is a refusal."""
    from PIL import Image
    with Image.open(path, formats=["PNG", "BMP", "DIB", "JPEG"]) as image:
        image = image.convert("RGBA")
    return image.width, image.height, 4, image.tobytes()


def read_pam(path):
    head, _, data = path.read_bytes().partition(b"ENDHDR\n")
    field = dict(line.split(None, 1) for line in head.decode().splitlines()[1:])
    width, height, depth = (int(field[k]) for k in ("WIDTH", "HEIGHT", "DEPTH"))
    if field["MAXVAL"] == "65535":  # high byte first
        data = bytes((256 * high + low + 128) // 257 for high, low in zip(data[::2], data[1::2]))
    return width, height, depth, data, field["TUPLTYPE"]


def rgba(depth, samples):
    channel = [samples[c::depth] for c in range(depth)]
    opaque = b"\xff" * len(channel[0])
    return {1: [channel[0]] * 3 + [opaque], 2: [channel[0]] * 3 + channel[1:], 3: channel + [opaque], 4: channel}[depth]


def judge(entry):
    try:
        width, height, depth, samples = decode(ROOT / "files" / entry["file"])
    except Exception as error:
        return "refuses " + entry["demand"], str(error)
    if entry["demand"] in ("broken", "open"):
        return "shows " + entry["demand"], ""
    wide, high, planes, expected, kind = read_pam(ROOT / entry["expected"])
    if kind == "CMYK":
        return "not comparable", ""
    if (width, height) != (wide, high):
        return "wrong", f"{width} x {height} instead of {wide} x {high}"
    distances = [abs(a - b) for x, y in zip(rgba(depth, samples), rgba(planes, expected)) for a, b in zip(x, y)]
    largest, mean = max(distances), sum(distances) / len(distances)
    limit = entry.get("tolerance", {"largest": 1 if entry["dtype"] == "uint16" else 0, "mean": 1})
    return ("right" if largest <= limit["largest"] and mean <= limit["mean"] else "wrong"), f"largest {largest}, mean {mean:.3f}"


def claimed(path, claims):
    """The last part that concerns a path decides; a list that begins with a minus begins with everything."""
    said = [c[0] != "-" for c in claims if fnmatch.fnmatchcase(path, c.lstrip("-") if "*" in c else c.lstrip("-") + "/*")]
    return said[-1] if said else not claims or claims[0][0] == "-"


if __name__ == "__main__":
    claims = [c for c in (sys.argv[2] if sys.argv[1:2] == ["--claims"] else "").split(",") if c]
    counts = collections.Counter()
    for entry in json.loads((ROOT / "manifest.json").read_text("utf-8"))["files"]:
        if claimed(entry["file"], claims):
            outcome, words = judge(entry)
            counts[outcome] += 1
            if outcome in ("wrong", "refuses valid"):
                print(f"{outcome}: {entry['file']} ({entry['clause']}): {words}")
    print(", ".join(f"{n} {name}" for name, n in counts.most_common()))
