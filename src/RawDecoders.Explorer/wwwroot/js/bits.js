// Owns: arithmetic on places of bits. A range is { byte, bit, bits, lowBitFirst }: `bit` counts from the byte's first bit in the order in which
// the format reads them (lowBitFirst: from the least significant on), and a range runs on into the bytes that follow.
// Leaves where ranges come from to selection.js.

/** The bit of a byte (0 = least significant) at a place in reading order. */
export const significance = (bit, lowBitFirst) => lowBitFirst ? bit : 7 - bit;

/** A map from byte to the mask of its bits that ranges hold; ranges longer than `limit` bytes are left to `covers`. */
export function masks(ranges, limit = 4096) {
  const map = new Map();
  for (const range of ranges ?? []) {
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
  if (node.bitLength !== undefined) return { byte: node.offset, bit: node.bitOffset ?? 0, bits: node.bitLength, lowBitFirst: node.lowBitFirst === true, role: node.name };
  return { byte: node.offset, bit: 0, bits: node.length * 8, lowBitFirst: false, role: node.name };
}

/** The ranges as text, for tests and titles: "373.6+3" and with an l behind it where the low bit comes first. */
export const rangeText = (ranges) => (ranges ?? []).map((range) => `${range.byte}.${range.bit}+${range.bits}${range.lowBitFirst ? "l" : ""}`).join(" ");

/** Bits of a range as '0' and '1' in reading order, at most `most` of them. */
export function bitText(bytes, range, most = 64) {
  let text = "";
  for (let i = 0; i < Math.min(range.bits, most); i++) {
    const at = range.bit + i;
    const byte = bytes[range.byte + (at >> 3)];
    if (byte === undefined) break;
    text += (byte >> significance(at & 7, range.lowBitFirst)) & 1;
  }
  return range.bits > most ? `${text}…` : text;
}

/** How many bits all ranges hold. */
export const bitCount = (ranges) => (ranges ?? []).reduce((sum, range) => sum + range.bits, 0);

/** Whether bits of this file's format are counted from the least significant one, as DEFLATE does. */
export const formatOrder = (file) => file?.format === "png";
