/**
 * How much predictions differ from image to image, as a share of how much the images themselves do: the root of the ratio
 * of their variances over the images, each averaged over all pixels. Near 0, the model gives the same for every image.
 *
 * @param samples two or more, of one size
 * @returns NaN for fewer, and for images that are all the same
 */
export function predictionSpread(samples: readonly { prediction: Float32Array; original: Float32Array }[]): number {
  const images = meanVariance(samples.map(({ original }) => original));
  return samples.length > 1 && images > 0
    ? Math.sqrt(meanVariance(samples.map(({ prediction }) => prediction)) / images)
    : Number.NaN;
}

/** The variance over the images of each pixel, mean over the pixels. */
function meanVariance(images: readonly Float32Array[]): number {
  const pixels = images[0]?.length ?? 0;
  let total = 0;
  for (let i = 0; i < pixels; i++) {
    let [sum, squares] = [0, 0];
    for (const image of images) sum += image[i]!;
    const mean = sum / images.length;
    for (const image of images) squares += (image[i]! - mean) ** 2;
    total += squares / images.length;
  }
  return total / pixels;
}
