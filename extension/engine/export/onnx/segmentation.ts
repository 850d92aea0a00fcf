import type { Segmenter } from '../../models/segmentation/segmenter.js';
import type { OnnxGraph, Value } from './graph.js';
import { mapsOf, pointwise, resample } from './maps.js';
import type { OnnxValue } from './messages.js';
import type { Tap } from './tap.js';
import { upernetOnnx } from './upernet.js';

/** The head of a segmenter (models/segmentation), which takes what its encoder's blocks make. */
export class SegmentationOutput {
  private readonly tapped: Value[] = [];
  private block = 0;

  constructor(
    private readonly g: OnnxGraph,
    private readonly segmenter: Segmenter,
  ) {}

  /** To be given to the encoder. The last layer's features are the encoder's own result, after its final norm. */
  readonly tap: Tap = rows => {
    const before = this.segmenter.head.layers.slice(0, -1);
    if (before.includes(this.block++)) this.tapped.push(rows());
  };

  /** @param rows the encoder's result */
  logits(rows: Value): OnnxValue {
    const { g, segmenter } = this;
    const { encoder, head, classes } = segmenter;
    const layers = head.layers.map(index => encoder.layers[index]!);
    const features = [...this.tapped, rows].map((value, i) => mapsOf(g, value, layers[i]!, encoder.classToken));
    const fused = head.kind === 'linear' ? features[0]! : upernetOnnx(g, features);
    const coarse = pointwise(g, fused, 'decode_head.conv_seg');
    g.node('Identity', [resample(g, coarse, encoder.input.size, 'bilinear').value], {}, 'logits');
    return {
      name: 'logits',
      shape: ['batch', classes, ...encoder.input.size],
      doc: 'One number per class for each pixel; the largest says which class it is.',
    };
  }
}
