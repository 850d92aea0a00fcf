import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isConfigText } from '../../../extension/host/configs/documents/isConfig.js';
import { root } from '../../support/root.js';

function filesBelow(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.ya?ml$/.test(name))
    .map(name => `${root}${folder}/${name}`);
}

for (const file of [...filesBelow('examples/configs'), ...filesBelow('test/golden/configs')]) {
  test(`${file.slice(root.length)} is a config`, () => {
    assert.ok(isConfigText(readFileSync(file, 'utf8'), file));
  });
}

const configs: [name: string, text: string][] = [
  ['two sections', 'DATA:\n  IMG_SIZE: 96\nTRAIN:\n  EPOCHS: 3\n'],
  ['a misspelt section beside a right one', 'DATA:\n  IMG_SIZE: 96\nTRIAN:\n  EPOCHS: 3\n'],
  ['a section with a letter too few', 'MODL:\n  TYPE: vit\nTRAIN:\n  EPOCHS: 3\n'],
  ['one section and a key of its own', 'DATA:\n  MASK_RADIUS1: 9\n'],
  ['one section and a share of the size', 'DATA:\n  MASK_FRACTION1: 0.07\n'],
  ['a variation of another config', "BASE: ['demo.yaml']\nTAG: other\n"],
  ['a variation with a list of lines', 'BASE:\n  - demo.yml\nTAG: other\n'],
  ['windows line ends', 'DATA:\r\n  IMG_SIZE: 96\r\nMODEL:\r\n  TYPE: vit\r\n'],
  ['a byte order mark', '\uFEFFDATA:\n  IMG_SIZE: 96\nMODEL:\n'],
  ['tabs, which are no YAML', 'DATA:\n\tIMG_SIZE: 96\nMODEL:\n\tTYPE: vit\n'],
  ['a line that is being typed', 'DATA:\n  IMG_SIZE: 96\n  BATC\nMODEL:\n  VIT: {PATCH_SIZE: 1\n'],
  ['quoted keys', '"DATA": {}\n\'MODEL\': {}\n'],
];

for (const [name, text] of configs) {
  test(`a config: ${name}`, () => assert.ok(isConfigText(text, 'any.yaml')));
}

test('a file that is named like a config is one, whatever it holds', () => {
  assert.ok(isConfigText('', 'new.mfm.yaml'));
  assert.ok(isConfigText('on: push', '/some/where/odd.mfm.yml'));
});

const others: [name: string, text: string][] = [
  ['nothing', ''],
  [
    'a GitHub workflow',
    'name: CI\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      DATA: a\n      MODEL: b\n',
  ],
  [
    'a Kubernetes manifest',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  MODEL: vit\n  TRAIN: "1"\n  BASE: a.yaml\n  FILTER_TYPE: b\n',
  ],
  [
    'docker compose',
    'services:\n  train:\n    image: a\n    environment:\n      DATA: /data\n      MODEL: vit\n      TRAIN: "1"\n',
  ],
  [
    'a detectron2 config',
    '_BASE_: "../Base-RCNN-FPN.yaml"\nMODEL:\n  WEIGHTS: "detectron2://ImageNetPretrained/MSRA/R-50.pkl"\n  MASK_ON: True\nDATASETS:\n  TRAIN: ("coco_2017_train",)\nSOLVER:\n  STEPS: (210000, 250000)\nINPUT:\n  MIN_SIZE_TRAIN: (640,)\nVERSION: 2\n',
  ],
  [
    'a video model with sections of the same names',
    'TRAIN:\n  ENABLE: True\nDATA:\n  NUM_FRAMES: 8\nSLOWFAST:\n  ALPHA: 4\nRESNET:\n  DEPTH: 50\nNONLOCAL:\n  POOL: x\nBN:\n  USE_PRECISE_STATS: True\nSOLVER:\n  BASE_LR: 0.1\nMODEL:\n  ARCH: slowfast\nNUM_GPUS: 8\nRNG_SEED: 0\nOUTPUT_DIR: .\n',
  ],
  ['keys in small letters', 'data: coco.yaml\nmodel: yolo.yaml\ntrain: images/train\n'],
  ['one section with a common name', 'MODEL:\n  TYPE: swin\n  NAME: swin_tiny\n'],
  ['prose about a config', '# DATA: and MODEL: are sections\ntext: |\n  DATA:\n  MODEL:\n'],
  ['a BASE of something else', 'BASE: https://example.org\nTITLE: a\n'],
];

for (const [name, text] of others) {
  test(`no config: ${name}`, () => assert.equal(isConfigText(text, 'any.yaml'), false));
}
