// The tables that ITU-T T.81 gives as examples in K.1 and K.2, and that nearly all files have; rows of vertical frequencies.
const luma = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const chroma = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
];

/** What coefficients of luma are rounded to multiples of, `[8, 8]`, at a quality of 1 to 100. */
export function lumaTable(quality: number): number[] {
  return scaled(luma, quality);
}

/** The same for chroma. */
export function chromaTable(quality: number): number[] {
  return scaled(chroma, quality);
}

function scaled(table: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return table.map(entry => Math.min(Math.max(Math.floor((entry * percent + 50) / 100), 1), 255));
}
