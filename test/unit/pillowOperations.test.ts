import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type OperationName, operate, operationNames } from '../../extension/engine/data/augment/operations.js';
import type { RgbImage } from '../../extension/engine/data/image.js';
import type { Filter } from '../../extension/engine/data/resize.js';
import { Random } from '../../extension/engine/random.js';
import { runPython, withoutPython } from '../support/python.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { noise } from './dataFixtures.js';

const CASES = 24;

/** The same operations in terms of Pillow; the file holds cases, and what is printed are their bytes. */
const program = `
import json, sys
from PIL import Image, ImageEnhance, ImageOps
def operate(image, name, x, fill, resample):
    how = dict(resample=resample, fillcolor=tuple(fill))
    affine = lambda matrix: image.transform(image.size, Image.Transform.AFFINE, matrix, **how)
    table = lambda of: image.point([of(i) for i in range(256)] * 3)
    return {
        'AutoContrast': lambda: ImageOps.autocontrast(image),
        'Equalize': lambda: ImageOps.equalize(image),
        'Invert': lambda: ImageOps.invert(image),
        'Rotate': lambda: image.rotate(x, **how),
        'Posterize': lambda: ImageOps.posterize(image, x) if x else table(lambda i: 0),
        'Solarize': lambda: ImageOps.solarize(image, x),
        'SolarizeAdd': lambda: table(lambda i: min(255, i + x) if i < 128 else i),
        'ShearX': lambda: affine((1, x, 0, 0, 1, 0)),
        'ShearY': lambda: affine((1, 0, 0, x, 1, 0)),
        'TranslateXRel': lambda: affine((1, 0, x * image.size[0], 0, 1, 0)),
        'TranslateYRel': lambda: affine((1, 0, 0, 0, 1, x * image.size[1])),
    }.get(name, lambda: getattr(ImageEnhance, name)(image).enhance(x))()
made = []
for case in json.load(open(sys.argv[1])):
    image = Image.frombytes('RGB', (case['width'], case['height']), bytes(case['data']))
    resample = Image.Resampling[case['filter'].upper()]
    made.append(list(operate(image, case['name'], case['argument'], case['fill'], resample).tobytes()))
print(json.dumps(made))
`;

interface Case {
  name: OperationName;
  argument: number;
  image: RgbImage;
  filter: Filter;
  fill: number[];
}

/** Beyond the range of RandAugment, too; every fourth argument is a special one. */
function argumentOf(name: OperationName, random: Random, i: number): number {
  const special = (values: number[], low: number, high: number) =>
    i % 4 === 0 ? values[(i / 4) % values.length]! : random.uniform(low, high);
  if (name === 'Rotate') return special([0, 90, 180, -90, 45, 359], -40, 40);
  if (name === 'Posterize') return i % 9;
  if (name === 'Solarize') return random.integer(257);
  if (name === 'SolarizeAdd') return random.integer(129);
  if (/^(Shear|Translate)/.test(name)) return special([0, 0.5, -0.5, 1, -1, 0.25], -0.5, 0.5);
  return special([0, 1, 2, 0.1, -1, 30], 0.1, 1.9);
}

function drawCase(name: OperationName, i: number): Case {
  const random = new Random(operationNames.indexOf(name), i);
  const [width, height] = [1 + random.integer(i < 6 ? 4 : 40), 1 + random.integer(i < 6 ? 4 : 40)];
  // Histograms of a part of the range, of few values, and of one.
  const [low, step] = [random.integer(128), [1, 1, 1, 64, 256][i % 5]!];
  const data = noise(width * height * 3, i + 1).map(byte => low + Math.floor(byte / 2 / step) * step);
  return {
    name,
    argument: argumentOf(name, random, i),
    image: { width, height, data },
    filter: i % 3 === 0 ? 'bilinear' : 'bicubic',
    fill: [random.integer(256), random.integer(256), random.integer(256)],
  };
}

test("operations are Pillow's, byte for byte, on images and arguments of all kinds", {
  skip: await withoutPython('PIL'),
}, async t => {
  const cases = operationNames.flatMap(name => Array.from({ length: CASES }, (_, i) => drawCase(name, i)));
  const file = join(await temporaryFolder(t), 'cases.json');
  await writeFile(
    file,
    JSON.stringify(cases.map(({ image, ...rest }) => ({ ...rest, ...image, data: [...image.data] }))),
  );
  const expected = (await runPython(program, file)) as number[][];
  assert.equal(expected.length, cases.length);
  for (const [i, { name, argument, image, filter, fill }] of cases.entries()) {
    const { data } = operate(image, name, argument, { filter, fill });
    assert.deepEqual([...data], expected[i], `${name} ${argument}, ${filter}, ${image.width} x ${image.height}`);
  }
});
