/**
 * Peak signal-to-noise ratio in dB of pixels in [0, 1]: -10 lg(mean squared difference). `image` is clamped first, as a
 * screen would show it; equal images give Infinity.
 */
export function psnr(image: Float32Array, target: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < target.length; i++) sum += (clamp(image[i]!) - target[i]!) ** 2;
  return -10 * Math.log10(sum / target.length);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
