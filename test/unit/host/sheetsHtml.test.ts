import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sheetHtml } from '../../../extension/host/panels/sheetHtml.js';
import type { Sheet, SheetPicture, SheetTable } from '../../../extension/protocol/workerApi.js';
import { assertWellFormed } from '../../support/htmlCheck.js';

const hostile = `"><script>alert('1')</script><img src=x onerror=alert(1)>&`;

function picture(change: Partial<SheetPicture>): SheetPicture {
  return {
    label: 'Input',
    alt: 'a cat',
    type: 'image/png',
    data: Uint8Array.of(1, 2),
    width: 300,
    height: 200,
    ...change,
  };
}

function pageOf(change: Partial<Sheet['sections'][number]>): string {
  return sheetHtml({ title: 'T', summary: 'S.', sections: [{ heading: 'H', ...change }] }, 'nonce');
}

function tableOf(table: SheetTable): string {
  return pageOf({ tables: [table] });
}

test('everything that a sheet says is escaped, wherever it stands', () => {
  const table = { caption: hostile, head: [hostile, hostile], rows: [[hostile, hostile]] };
  const page = sheetHtml(
    {
      title: hostile,
      summary: hostile,
      scales: [{ label: hostile, low: hostile, high: hostile, colours: Uint8Array.of(1) }],
      sections: [
        {
          heading: hostile,
          notes: [hostile],
          problem: hostile,
          pictures: [picture({ label: hostile, alt: hostile })],
          tables: [table, { ...table, rows: Array(60).fill([hostile, hostile]) }],
        },
      ],
    },
    'nonce',
  );
  assertWellFormed(page.replace(/ nonce="nonce"/, ''));
  assert.doesNotMatch(page, /<script|<img src=x/);
  assert.equal(page.match(/<img /g)!.length, 2);
});

test('the policy allows pictures in the page and its own style, and nothing else', () => {
  const page = pageOf({});
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  assert.equal(policy, 'default-src &#39;none&#39;; img-src data:; style-src &#39;nonce-nonce&#39;');
  assert.doesNotMatch(page, / style=|<script| on\w+=|https?:/);
});

test('headings, captions, scopes and descriptions are there for screen readers', () => {
  const page = pageOf({
    pictures: [picture({})],
    tables: [{ caption: 'Numbers', head: ['Key', 'Value'], rows: [['a', '1']] }],
  });
  assert.match(page, /<h1>T<\/h1>/);
  assert.match(page, /<h2>H<\/h2>/);
  assert.match(page, /<caption>Numbers<\/caption>/);
  assert.match(page, /<th scope="col">Key<\/th><th scope="col" class="number">Value<\/th>/);
  assert.match(page, /<th scope="row">a<\/th><td class="number">1<\/td>/);
  assert.match(page, /tabindex="0" role="region" aria-label="Numbers"/);
  assert.match(page, /alt="a cat"/);
});

test('columns of numbers are set to the right, others are not', () => {
  const rows = [
    ['a', '12.34 %', '[3, 4]', '–', '3.1 kB', '60 of 600', '22.43 dB'],
    ['b', '-3e-5', '7', '1\u202f000', '12 MB', '1', '∞ dB'],
  ];
  const page = tableOf({ head: ['', 'share', 'shape', 'count', 'size', 'steps', 'psnr'], rows });
  const numbers = [...page.matchAll(/<th scope="col" class="number">(\w+)/g)].map(match => match[1]);
  assert.deepEqual(numbers, ['share', 'count', 'size', 'psnr']);
});

test('a long table is folded up', () => {
  const rows = Array.from({ length: 60 }, (_, i) => [`row ${i}`]);
  assert.match(tableOf({ caption: '60 tensors', head: ['Name'], rows }), /<details><summary>60 tensors<\/summary>/);
  assert.match(tableOf({ head: ['Name'], rows }), /<summary>H \(60\)<\/summary>/);
  assert.doesNotMatch(tableOf({ head: ['Name'], rows: rows.slice(0, 40) }), /<details>/);
});

test('small pictures are magnified by whole factors, large ones are made smaller', () => {
  const shown = (change: Partial<SheetPicture>) => {
    const [, magnified, width, height] = /<img class="(\w*)".* width="(\d+)" height="(\d+)"/.exec(
      pageOf({ pictures: [picture(change)] }),
    )!;
    return [magnified, Number(width), Number(height)];
  };
  assert.deepEqual(shown({ width: 96, height: 64 }), ['magnified', 192, 128]);
  assert.deepEqual(shown({ width: 224, height: 224 }), ['', 224, 224]);
  assert.deepEqual(shown({ width: 544, height: 272 }), ['', 272, 136]);
  assert.deepEqual(shown({ width: 200, height: 100, zoom: 3 }), ['magnified', 600, 300]);
});
