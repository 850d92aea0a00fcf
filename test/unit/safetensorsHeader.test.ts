import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHeader } from '../../extension/engine/checkpoint/safetensorsHeader.js';
import { userError } from '../support/userError.js';

/** Parses a header text as that of a file with `dataBytes` bytes of tensors. */
function parse(text: string | Uint8Array, dataBytes: number) {
  const json = Buffer.from(text);
  return parseHeader('x.safetensors', json, 8 + json.byteLength + dataBytes);
}

const f32 = (start: number, end: number, shape = [(end - start) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [start, end],
});

test('tensors in any order that fill the data are accepted', () => {
  const text = JSON.stringify({ b: f32(8, 16), a: f32(0, 8), empty: f32(8, 8, [0]), __metadata__: { k: 'v' } });
  const { metadata, tensors } = parse(text, 16);
  assert.deepEqual(metadata, { k: 'v' });
  const start = 8 + Buffer.byteLength(text);
  assert.deepEqual(tensors.get('b'), { dtype: 'F32', shape: [2], offset: start + 8, bytes: 8 });
  assert.deepEqual([...tensors.keys()], ['b', 'a', 'empty']);
});

test('every false claim of a header is refused by name', () => {
  const cases: [string, object | string, number, RegExp][] = [
    ['cut JSON', '{"a": {"dtype"', 0, /not valid JSON/],
    ['not UTF-8', '\xff', 0, /not valid JSON/],
    ['a list', '[]', 0, /not a JSON object/],
    ['metadata of numbers', { __metadata__: { epoch: 1 } }, 0, /__metadata__/],
    ['an entry that is no object', { a: 1 }, 0, /entry of tensor a/],
    ['an unknown type', { a: { ...f32(0, 4), dtype: 'F8_E4M3' } }, 4, /tensor a has the element type "F8_E4M3"/],
    ['a type of Object.prototype', { a: { ...f32(0, 4), dtype: 'toString' } }, 4, /element type "toString"/],
    ['no type', { a: { shape: [1], data_offsets: [0, 4] } }, 4, /tensor a has no element type/],
    ['a negative size', { a: f32(0, 4, [-1]) }, 4, /shape of tensor a/],
    ['a size that is no whole number', { a: f32(0, 4, [0.5]) }, 4, /shape of tensor a/],
    ['a shape that is no list', { a: { ...f32(0, 4), shape: 1 } }, 4, /shape of tensor a/],
    ['one offset', { a: { ...f32(0, 4), data_offsets: [4] } }, 4, /data_offsets of tensor a/],
    ['offsets in reverse', { a: { ...f32(0, 4), data_offsets: [4, 0] } }, 4, /data_offsets of tensor a/],
    ['an offset beyond 2^53', '{"a":{"dtype":"U8","shape":[1],"data_offsets":[1e300,1e300]}}', 4, /data_offsets of/],
    ['a size beyond 2^53', { a: f32(0, 4, [2 ** 40, 2 ** 40]) }, 4, /tensor a, F32 .* needs/],
    ['a size against its shape', { a: f32(0, 8, [3]) }, 8, /tensor a, F32 \[3\], needs 12 bytes but has 8/],
    ['data behind the end', { a: f32(0, 8) }, 4, /truncated: it has \d+ of \d+ bytes/],
    ['an overlap', { a: f32(0, 8), b: f32(4, 12) }, 12, /tensor b overlaps/],
    ['twice the same bytes', { a: f32(0, 8), b: f32(0, 8) }, 8, /tensor b overlaps/],
    ['a gap', { a: f32(0, 4), b: f32(8, 12) }, 12, /4 bytes before tensor b belong to no tensor/],
    ['a gap in front', { a: f32(4, 8) }, 8, /4 bytes before tensor a/],
    ['bytes behind the last', { a: f32(0, 4) }, 7, /its last 3 bytes belong to no tensor/],
  ];
  for (const [name, header, dataBytes, message] of cases) {
    const text = typeof header === 'string' ? Buffer.from(header, 'latin1') : JSON.stringify(header);
    const wanted = new RegExp(`^x\\.safetensors.*${message.source}`);
    assert.throws(() => parse(text, dataBytes), userError(wanted), name);
  }
});

test('a name that occurs twice is found, however it is written', () => {
  const entry = JSON.stringify(f32(0, 4));
  assert.throws(() => parse(`{"a": ${entry}, "a": ${entry}}`, 4), userError(/names a twice/));
  assert.throws(() => parse(`{"a": ${entry}, "\\u0061" : ${entry}}`, 4), userError(/names a twice/));
  const inside = `{"a": {"shape": [2], ${entry.slice(1)}}`;
  assert.throws(() => parse(inside, 4), userError(/names shape twice/));
  const fine = `{"a": ${entry}, "__metadata__": {"a": "{\\"a\\": 1, \\"a\\": 2}", "dtype": "a"}}`;
  assert.deepEqual([...parse(fine, 4).tensors.keys()], ['a']);
});

test('names that mean something to JavaScript are names like any other', () => {
  const text = `{"__proto__": ${JSON.stringify(f32(0, 4))}, "constructor": ${JSON.stringify(f32(4, 8))}}`;
  assert.deepEqual([...parse(text, 8).tensors.keys()], ['__proto__', 'constructor']);
});
