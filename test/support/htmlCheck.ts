import assert from 'node:assert/strict';

const empty = new Set(['meta', 'img', 'input', 'br', 'path', 'circle']);

/** Fails unless every element of the page is closed in its turn, ids are unique and no template was left unfilled. */
export function assertWellFormed(page: string): void {
  assert.match(page, /^<!doctype html>\n<html lang="en">/);
  const open: string[] = [];
  const markup = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
  for (const [, slash, name, rest] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (slash) assert.equal(open.pop(), name, `</${name}> closes something else`);
    else if (!empty.has(name!)) open.push(name!);
    else assert.ok(['path', 'circle'].includes(name!) === rest!.endsWith('/'), `<${name}${rest}>`);
  }
  assert.deepEqual(open, []);
  const text = markup.replace(/<(?:[^>"]|"[^"]*")*>/g, '');
  assert.doesNotMatch(text, /[<>]/, 'a stray angle bracket');
  assert.doesNotMatch(text, /\bundefined\b|\bNaN\b|\[object|\$\{/, 'an unfilled template');
  const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map(match => match[1]);
  assert.equal(new Set(ids).size, ids.length, 'ids are unique');
}
