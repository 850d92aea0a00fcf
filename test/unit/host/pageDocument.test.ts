import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageDocument } from '../../../extension/host/panels/pageDocument.js';

const document = {
  title: 'Spectrum',
  language: 'en',
  script: 'https://files/spectrum.js',
  style: 'https://files/spectrum.css',
  source: 'https://files',
  nonce: 'abc123',
};

function policyOf(html: string): Record<string, string> {
  const content = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  return Object.fromEntries(content.split('; ').map(part => part.split(/ (.*)/) as [string, string]));
}

test('a page may run the script with the nonce of its document, and load from its own folder', () => {
  const policy = policyOf(pageDocument(document));
  assert.equal(policy['default-src'], "'none'");
  assert.equal(policy['script-src'], "'nonce-abc123'");
  assert.equal(policy['img-src'], 'https://files data: blob:');
  assert.ok(!/unsafe|\*/.test(policy['style-src']!), policy['style-src']);
  assert.equal(policy['connect-src'], undefined);
});

test('every script that runs has the nonce', () => {
  const html = pageDocument({ ...document, strings: { Step: 'Schritt' } });
  const scripts = html.match(/<script[^>]*>/g)!;
  const running = scripts.filter(tag => !tag.includes('type="application/json"'));
  assert.deepEqual(running, ['<script type="module" nonce="abc123" src="https://files/spectrum.js">']);
  assert.ok(!/\son\w+=/.test(html));
});

test('nothing in a title, key or translation becomes markup', () => {
  const evil = '</script></title>"><img src=x onerror=alert(1)>&';
  const html = pageDocument({ ...document, title: evil, key: evil, strings: { [evil]: evil } });
  assert.ok(!html.includes('<img'), html);
  assert.equal(html.match(/<\/script>/g)!.length, 2);
  const strings = /id="strings">(.*?)<\/script>/.exec(html)![1]!;
  assert.deepEqual(JSON.parse(strings), { [evil]: evil });
});
