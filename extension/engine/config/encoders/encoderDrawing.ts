import type { DrawnBlock, DrawnPart } from '../../../protocol/networkDrawing.js';

/** An encoder as it is drawn. */
export interface EncoderDrawing {
  /** From the image to the features. */
  flow: DrawnPart[];
  /** One block that stands for the others. */
  block: DrawnBlock;
  features: DrawnFeatures;
  /** What comes between the features and the last convolution when pixels are predicted. Absent = nothing, the light decoder. */
  decoder?: { flow: DrawnPart[]; block: DrawnBlock; features: DrawnFeatures };
}

/** Sizes of features: numbers in each, and how many there are a side. */
export interface DrawnFeatures {
  width: number;
  grid: number;
}
