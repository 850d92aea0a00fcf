import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytesField,
  bytesFieldStart,
  messageField,
  stringField,
  varintField,
} from '../../extension/engine/protobuf.js';
import { protobufFields } from '../support/protobufFields.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('fields are encoded as the examples of the specification', () => {
  assert.equal(hex(varintField(1, 150)), '089601');
  assert.equal(hex(stringField(2, 'testing')), '120774657374696e67');
  assert.equal(hex(messageField(3, varintField(1, 150))), '1a03089601');
});

test('whole numbers of any size come back; others are not written as something else', () => {
  for (const value of [0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    assert.equal(protobufFields(Buffer.from(varintField(20, value)))[20], value);
  }
  for (const value of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => varintField(1, value), /varint/);
});

test('a field can be started before its bytes are there, also one of more than 2 GiB', () => {
  const bytes = Buffer.from('content');
  assert.equal(hex(Buffer.concat([bytesFieldStart(9, 7), bytes])), hex(bytesField(9, bytes)));
  // Read as varints: the key of field 9 with a length, then the length.
  assert.equal(hex(bytesFieldStart(9, 3e9)), '4a80bcc1960b');
  assert.equal(hex(bytesField(1, new Uint8Array(0))), '0a00');
});
