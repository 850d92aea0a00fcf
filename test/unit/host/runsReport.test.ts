import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { script } from '../../../extension/engine/report/script.js';
import { reportPage, sentencePage } from '../../../extension/host/panels/reportPage.js';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The policy of a page, which must come before anything that it shall hold for. */
function policyOf(page: string): string {
  const [before, rest] = page.split('<meta http-equiv="Content-Security-Policy" content="', 2);
  assert.equal(before?.replace('<meta charset="utf-8">', '').trim(), '<!doctype html>');
  return rest!.slice(0, rest!.indexOf('"')).replaceAll('&#39;', "'");
}

test('a page lets two scripts run: the one of our reports and the one that keeps the state', () => {
  const page = reportPage('<html><head><script>alert(1)</script></head></html>', { run: '/runs/a' });
  const scripts = /script-src ([^;]*)/.exec(policyOf(page))![1]!.split(' ');
  const [, keeper] = /<script>(.*?)<\/script>/s.exec(page)!;
  assert.deepEqual(scripts, [hashOf(keeper!), hashOf(script)]);
  assert.match(policyOf(page), /^default-src 'none';/);
  assert.doesNotMatch(policyOf(page), /unsafe-inline'[^;]*script|unsafe-eval|https?:|\*/);
});

test('a folder cannot break out of the script that keeps it', () => {
  const page = reportPage('', { run: '/runs/</script><script>alert(1)</script>' });
  assert.equal(page.match(/<script>/g)?.length, 1);
  const kept = /setState\((.*)\)<\/script>/.exec(page)![1]!;
  assert.deepEqual(JSON.parse(kept), { run: '/runs/</script><script>alert(1)</script>' });
});

test('a sentence stands where there is no report', () => {
  const page = sentencePage('No report', 'It is made <later>.');
  assert.match(page, /<h1>No report<\/h1><p>It is made &lt;later&gt;\.<\/p>/);
});
