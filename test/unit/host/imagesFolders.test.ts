import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFolders } from '../../../extension/host/images/configFolders.js';

const noBase = (file: string): string => {
  throw new Error(`${file} was read`);
};

test('each folder once, with the configs that use it', () => {
  const found = configFolders(
    [
      { file: '/w/configs/a.yaml', text: 'DATA: {DATA_PATH: ../photos}' },
      { file: '/w/b.yaml', text: 'DATA: {DATA_PATH: photos}' },
      { file: '/w/c.yaml', text: 'DATA: {DATA_PATH: /data/imagenet}' },
      { file: '/w/none.yaml', text: 'TAG: none' },
    ],
    noBase,
  );
  assert.deepEqual(
    [...found],
    [
      ['/w/photos', ['/w/configs/a.yaml', '/w/b.yaml']],
      ['/data/imagenet', ['/w/c.yaml']],
    ],
  );
});

test('a folder that a BASE names, relative to that file', () => {
  const found = configFolders([{ file: '/w/deep/a.yaml', text: "BASE: ['../base.yaml']" }], file => {
    assert.equal(file, '/w/base.yaml');
    return 'DATA: {DATA_PATH: photos}';
  });
  assert.deepEqual([...found.keys()], ['/w/photos']);
});

test('mistakes elsewhere in a config do not hide its folder, and text that is no YAML has none', () => {
  const texts = ['DATA: {DATA_PATH: p, IMG_SIZ: 3}', "BASE: ['gone.yaml']\nDATA: {DATA_PATH: q}", 'DATA: [', ''];
  const found = configFolders(
    texts.map(text => ({ file: '/w/x.yaml', text })),
    noBase,
  );
  assert.deepEqual([...found.keys()], ['/w/p', '/w/q']);
});
