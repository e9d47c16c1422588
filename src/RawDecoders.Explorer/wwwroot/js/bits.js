// Owns: arithmetic on places of bits. A range is { byte, bit, bits, lowBitFirst }: `bit` counts from the byte's first bit in the order in which
// the format reads them (lowBitFirst: from the least significant on), and a range runs on into the bytes that follow.
// Leaves where ranges come from to selection.js.

/** The bit of a byte (0 = least significant) at a place in reading order. */
export const significance = (bit, lowBitFirst) => lowBitFirst ? bit : 7 - bit;

/**
 * A range as ranges without gaps. `bits` are those of the coded data: what lies between them in the file is skipped, the zero after FF in
 * JPEG's entropy-coded data (T.81 B.1.1.5), and from one IDAT chunk's data to the next in PNG. `bytes` tells whether there is such a gap.
 */
export function split(range, file) {
  const { byte, bit, bits, bytes } = range;
  if (!file || bytes === undefined || bytes <= Math.ceil((bit + bits) / 8)) return [range];
  const out = [];
  let at = byte, from = bit, left = bits;
  let open = null;
  while (left > 0 && at < file.size && out.length < 10_000) {
    const take = Math.min(8 - from, left);
    if (open && open.byte + (open.bit + open.bits) / 8 === at) open.bits += take;
    else { open = { ...range, byte: at, bit: from, bits: take, bytes: undefined }; out.push(open); }
    left -= take;
    from = 0;
    at = following(at, file);
  }
  return out;
}

function following(at, file) {
  if (file.format === "jpeg") return file.bytes[at] === 0xff && file.bytes[at + 1] === 0 ? at + 2 : at + 1;
  if (file.format === "png") {
    // The last byte of a chunk's data is followed by that chunk's CRC and the next chunk's length and type; chunks may be empty.
    const parts = file.parts ?? [];
    let index = parts.findIndex((part) => at >= part.offset && at < part.offset + part.length);
    if (index >= 0 && at === parts[index].offset + parts[index].length - 5) {
      do index++; while (index < parts.length && parts[index].length <= 12);
      return index < parts.length ? parts[index].offset + 8 + (parts[index].name.startsWith("fdAT") ? 4 : 0) : file.size;
    }
  }
  return at + 1;
}

/** A map from byte to the mask of its bits that ranges hold; ranges longer than `limit` bytes are left to `covers`. */
export function masks(ranges, file = null, limit = 4096) {
  const map = new Map();
  for (const range of (ranges ?? []).flatMap((one) => split(one, file))) {
    const last = range.byte + Math.ceil((range.bit + range.bits) / 8);
    if (last - range.byte > limit) continue;
    for (let byte = range.byte; byte < last; byte++) map.set(byte, (map.get(byte) ?? 0) | maskOf(range, byte));
  }
  return map;
}

/** The mask of the bits that one range has of one byte. */
export function maskOf(range, byte) {
  const from = Math.max(0, range.bit - (byte - range.byte) * 8);
  const to = Math.min(8, range.bit + range.bits - (byte - range.byte) * 8);
  if (from >= to || byte < range.byte) return 0;
  const ones = ((1 << (to - from)) - 1) << from;
  return range.lowBitFirst ? ones : mirror(ones);
}

function mirror(mask) {
  let out = 0;
  for (let i = 0; i < 8; i++) if (mask & (1 << i)) out |= 0x80 >> i;
  return out;
}

/** A node of the tree as a range; null where it has no place in the file. */
export function rangeOf(node) {
  if (!node || (node.length === 0 && !node.bitLength)) return null;
  if (node.bitLength !== undefined) return { byte: node.offset, bit: node.bitOffset ?? 0, bits: node.bitLength, bytes: node.length, lowBitFirst: node.lowBitFirst === true, role: node.name };
  return { byte: node.offset, bit: 0, bits: node.length * 8, lowBitFirst: false, role: node.name };
}

/** The ranges as text, for tests and titles: "373.6+3" and with an l behind it where the low bit comes first. */
export const rangeText = (ranges) => (ranges ?? []).map((range) => `${range.byte}.${range.bit}+${range.bits}${range.lowBitFirst ? "l" : ""}`).join(" ");

/** Bits of a range as '0' and '1' in reading order, at most `most` of them. */
export function bitText(bytes, range, most = 64, file = null) {
  let text = "";
  for (const piece of split(range, file)) {
    for (let i = 0; i < piece.bits && text.length < most; i++) {
      const at = piece.bit + i;
      const byte = bytes[piece.byte + (at >> 3)];
      if (byte === undefined) break;
      text += (byte >> significance(at & 7, piece.lowBitFirst)) & 1;
    }
  }
  return range.bits > most ? `${text}…` : text;
}

/** How many bits all ranges hold. */
export const bitCount = (ranges) => (ranges ?? []).reduce((sum, range) => sum + range.bits, 0);

/** Whether bits of this file's format are counted from the least significant one, as DEFLATE does. */
export const formatOrder = (file) => file?.format === "png";
