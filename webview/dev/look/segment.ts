import { Confusion, IGNORED } from '../../../extension/engine/segmentation/confusion.js';
import type { SegmentationView } from '../../../extension/protocol/segmentationApi.js';

const [WIDTH, HEIGHT] = [240, 180];
const COLOURS = [
  [150, 190, 225],
  [92, 130, 76],
  [176, 92, 70],
  [120, 62, 58],
  [245, 214, 120],
  [70, 96, 60],
];
const names = ['sky', 'meadow', 'wall', 'roof', 'sun', 'a tree with a name that is longer than the others'];

/** Names of so many classes. */
export function segmentNames(classes: number): string[] {
  return Array.from({ length: classes }, (_, k) => names[k] ?? `class ${k}`);
}

/** A house on a meadow, and a network that sees it a little aside; images differ by where the sun stands. */
export function fakeSegmentation(classes: number, image: number): SegmentationView {
  const truth = new Uint8Array(WIDTH * HEIGHT);
  const prediction = new Uint8Array(truth.length);
  const data = new Uint8Array(3 * truth.length);
  for (let i = 0; i < truth.length; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const index = classAt(x, y, image);
    // What shows nothing in particular is in no class.
    truth[i] = Math.hypot(x - 20, y - 170) < 24 ? IGNORED : index;
    prediction[i] = classAt(x - 5 + 4 * Math.sin(y / 9), y + 4 * Math.sin(x / 11), image);
    const shade = 0.85 + 0.15 * Math.sin(x / 3) * Math.sin(y / 4 + x / 17);
    for (let c = 0; c < 3; c++) data[3 * i + c] = COLOURS[index]![c]! * shade;
  }
  const confusion = new Confusion(classes);
  confusion.add(truth, prediction);
  return {
    classes: segmentNames(classes),
    input: { width: WIDTH, height: HEIGHT, data },
    prediction,
    truth: {
      mask: truth,
      iou: confusion.each().map(({ iou, truth, predicted }) => (truth + predicted > 0 ? 100 * iou : null)),
      pixelAccuracy: 100 * confusion.scores().pixelAccuracy,
    },
  };
}

/** As of an image without a mask. */
export function withoutTruth({ truth: _, ...view }: SegmentationView): SegmentationView {
  return view;
}

function classAt(x: number, y: number, image: number): number {
  if (x > 80 && x < 150 && y > 90 && y < 140) return 2;
  if (y > 60 && y <= 90 && Math.abs(x - 115) < 45 * ((y - 56) / 34)) return 3;
  if (Math.hypot(x - 195, (y - 105) * 0.8) < 26) return 5;
  if (Math.hypot(x - 40 - 30 * image, y - 36) < 17) return 4;
  return y > 118 + 8 * Math.sin(x / 40) ? 1 : 0;
}
