import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doctorDocument } from '../../../extension/host/doctor/doctorDocument.js';
import { doctorFacts } from '../../../extension/host/doctor/doctorFacts.js';
import type { MachineReport } from '../../../extension/protocol/workerApi.js';
import { assertWellFormed } from '../../support/htmlCheck.js';
import { english } from '../../support/words.js';

const hostile = `"><script>alert('1')</script>&`;

function machine(change: Partial<MachineReport> = {}): MachineReport {
  return {
    node: 'v24.1.0',
    platform: 'linux x64',
    processor: 'A processor',
    cores: 2,
    memory: 8e9,
    backends: [
      { name: 'tensorflow', ok: false, chosen: false, reason: 'it is not installed' },
      {
        name: 'wasm',
        ok: true,
        chosen: true,
        version: '4.22.0',
        device: 'CPU, 1 thread',
        reason: 'it runs everywhere',
      },
    ],
    halfPrecision: { why: 'wasm computes in single precision' },
    cache: { folder: '/cache', bytes: 0 },
    decoders: { sharp: '0.35.5' },
    ...change,
  };
}

test('the doctor says what computes, what does not, and why', () => {
  const { summary, sections } = doctorFacts(english, machine());
  assert.equal(summary, 'Computes with wasm 4.22.0 on CPU, 1 thread.');
  assert.deepEqual(sections[0]!.rows, [
    ['tensorflow', 'not available', '', 'it is not installed'],
    ['wasm 4.22.0', 'in use', 'CPU, 1 thread', 'it runs everywhere'],
  ]);
  assert.deepEqual(sections[1]!.rows[1], ['Memory', '8.0 GB']);
  assert.deepEqual(sections[1]!.rows[4], ['Half precision', 'none: wasm computes in single precision']);
});

test('a machine on which nothing computes is told so', () => {
  assert.match(doctorFacts(english, machine({ backends: [] })).summary, /^Nothing here can compute/);
});

test('the page is well formed and accessible, escapes everything, and may do nothing', () => {
  const report = machine({ processor: hostile, decoders: { [hostile]: hostile } });
  const page = doctorDocument(doctorFacts(english, report), 'nonce');
  assertWellFormed(page.replace(/ nonce="nonce"/, ''));
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  assert.equal(policy, 'default-src &#39;none&#39;; style-src &#39;nonce-nonce&#39;');
  assert.doesNotMatch(page, / style=|<script| on\w+=|https?:/);
  assert.match(page, /<th scope="col">Why<\/th>/);
  assert.match(page, /<th scope="row">wasm 4.22.0<\/th><td>in use<\/td>/);
  assert.match(page, /tabindex="0" role="region" aria-label="Backends"/);
});
