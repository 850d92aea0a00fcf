/** Draws whole numbers below a limit. */
export type Draw = (below: number) => number;

/** mulberry32: seeded, so that a failure can be repeated by its number. */
export function draws(seed: number): Draw {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Changes a copy of a file. */
export type Mutation = (bytes: Buffer, draw: Draw) => Buffer;

/** A few bytes changed, put in, taken out or repeated, or the end cut off. */
export const anyBytes: Mutation = (bytes, draw) => {
  for (let i = 1 + draw(3); i > 0 && bytes.length > 0; i--) {
    const [at, length] = [draw(bytes.length), 1 + draw(8)];
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const kind = draw(6);
    if (kind === 0) bytes = Buffer.concat([before, after.subarray(length)]);
    else if (kind === 1) bytes = Buffer.concat([before, after.subarray(0, length), after]);
    else if (kind === 2 && draw(4) === 0) bytes = Buffer.from(before);
    else bytes[at] = kind === 3 ? 0xff : draw(256);
  }
  return bytes;
};

/** Instructions of a pickle for others, and small arguments: what is still a pickle more often than not. */
export function pickleCodes(start: number, end: number): Mutation {
  return (bytes, draw) => {
    for (let i = 1 + draw(4); i > 0; i--) {
      const at = start + draw(end - start);
      bytes[at] = draw(3) === 0 ? draw(12) : CODES.charCodeAt(draw(CODES.length));
    }
    return bytes;
  };
}

/** Of every kind: values, collections, memo, calls, references, marks. */
const CODES = '().012FGIJKLMNPQRSTUVX]abcdeghijlopqrstu}\x81\x85\x86\x87\x88\x89\x8a\x8c\x8f\x90\x91\x92\x93\x94\x95';

/** Numbers of a zip archive's directory and local headers: sizes, offsets, lengths, methods, counts. */
export const zipFields: Mutation = (bytes, draw) => {
  const headers = ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06'].flatMap(mark => allOf(bytes, mark));
  for (let i = 1 + draw(2); i > 0; i--) {
    const at = headers[draw(headers.length)]! + 4 + 2 * draw(21);
    const wide = draw(2) === 0;
    if (at + 4 > bytes.length) continue;
    const value = [0, 1, 8, 0xff, 0xffff, 0x7fffffff, 0xffffffff, bytes.length, draw(bytes.length)][draw(9)]!;
    if (wide) bytes.writeUInt32LE(value, at);
    else bytes.writeUInt16LE(value & 0xffff, at);
  }
  return bytes;
};

function allOf(bytes: Buffer, mark: string): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(mark, 0, 'latin1'); at !== -1; at = bytes.indexOf(mark, at + 1, 'latin1')) found.push(at);
  return found;
}

/** The length and the JSON of a safetensors header: names twice, numbers for others, pieces elsewhere. */
export const safetensorsHeader: Mutation = (bytes, draw) => {
  const length = Number(bytes.readBigUInt64LE());
  if (draw(4) === 0) {
    const lengths = [0n, 1n, 2n ** 31n, 2n ** 63n, BigInt(length + 8), BigInt(draw(bytes.length))];
    bytes.writeBigUInt64LE(lengths[draw(lengths.length)]!);
    return bytes;
  }
  let json = bytes.toString('latin1', 8, 8 + length);
  for (let i = 1 + draw(3); i > 0; i--) json = edited(json, draw);
  const header = Buffer.from(json, 'latin1');
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([count, header, bytes.subarray(8 + length)]);
};

/** Another number, another type, or a piece between two commas or braces once more or elsewhere. */
function edited(json: string, draw: Draw): string {
  const number = ['0', '-1', '1e300', '9007199254740993', '0.5', 'null', '""', '[]', '{}', String(draw(100))][
    draw(10)
  ]!;
  const places = [...json.matchAll(draw(2) === 0 ? /\d+/g : /[{}[\],:]/g)];
  const { index, 0: found } = places[draw(places.length)]!;
  if (/\d/.test(found)) return json.slice(0, index) + number + json.slice(index + found.length);
  const piece = json.slice(index, index + 1 + draw(40));
  const to = places[draw(places.length)]!.index;
  return json.slice(0, to) + piece + json.slice(to);
}
