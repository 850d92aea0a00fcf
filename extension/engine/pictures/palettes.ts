/**
 * Colour scales, as 256 colours from low to high values.
 *
 * - `viridis`, `magma`: perceptually uniform, lightness rises throughout (Smith & van der Walt, matplotlib, CC0);
 *   interpolated between 17 of their 256 colours, within 6/255 of the original.
 * - `diverging`: for signed values, neutral at zero: a constant hue in OKLab on each side, lightness falling and
 *   chroma rising in proportion to the magnitude.
 * - `cyclic`: for angles from -pi to pi: the hue circle of OKLab at constant lightness and chroma.
 */
export type PaletteName = 'viridis' | 'magma' | 'diverging' | 'cyclic';

type Colour = [red: number, green: number, blue: number];

const controlPoints = {
  viridis:
    '440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26818e 21908c 1f9f88 28ae80 3ebc74 5dc963 82d34c abdc32 d5e21a fde725',
  magma:
    '000004 0a0822 1d1146 36106a 50127c 691c81 822681 9c2e7f b63779 cf4170 e65163 f5695c fb8761 fea571 fec387 fde0a2 fcfdbf',
};

const tables = new Map<PaletteName, Uint8Array>();

/** The palette's 256 colours, `[256, 3]` bytes. */
export function colourTable(name: PaletteName): Uint8Array {
  const known = tables.get(name);
  if (known) return known;
  const colourAt = painter(name);
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) table.set(colourAt(i / 255).map(Math.round), i * 3);
  tables.set(name, table);
  return table;
}

/**
 * Values as colours.
 *
 * @param values any number of them, in any layout
 * @param low value of the first colour; everything below has it too
 * @param high value of the last colour; everything above has it too
 * @returns three bytes per value
 */
export function applyPalette(values: Float32Array, name: PaletteName, low: number, high: number): Uint8Array {
  const table = colourTable(name);
  const scale = high > low ? 255 / (high - low) : 0;
  const colours = new Uint8Array(values.length * 3);
  for (let i = 0; i < values.length; i++) {
    const level = Math.min(255, Math.max(0, Math.round((values[i]! - low) * scale)));
    colours[3 * i] = table[3 * level]!;
    colours[3 * i + 1] = table[3 * level + 1]!;
    colours[3 * i + 2] = table[3 * level + 2]!;
  }
  return colours;
}

function painter(name: PaletteName): (t: number) => Colour {
  switch (name) {
    case 'viridis':
    case 'magma':
      return interpolator(controlPoints[name].split(' ').map(parseHex));
    case 'diverging':
      return t => {
        const magnitude = Math.abs(2 * t - 1);
        return polar(0.97 - 0.57 * magnitude, 0.14 * magnitude, t < 0.5 ? 255 : 30);
      };
    case 'cyclic':
      return t => polar(0.72, 0.11, 360 * t);
  }
}

function interpolator(points: Colour[]): (t: number) => Colour {
  return t => {
    const position = t * (points.length - 1);
    const below = Math.min(Math.floor(position), points.length - 2);
    const [from, to] = [points[below]!, points[below + 1]!];
    const mix = (k: 0 | 1 | 2) => from[k] + (to[k] - from[k]) * (position - below);
    return [mix(0), mix(1), mix(2)];
  };
}

function polar(lightness: number, chroma: number, degrees: number): Colour {
  const hue = (degrees * Math.PI) / 180;
  return oklabToRgb(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
}

function parseHex(hex: string): Colour {
  const n = Number.parseInt(hex, 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

/*
 * OKLab (Ottosson 2020), a colour space in which equal distances look about equally different. Lightness runs from 0
 * (black) to 1 (white).
 */

/** An OKLab colour as sRGB, each channel 0..255 (not rounded); colours outside sRGB are clipped channel by channel. */
function oklabToRgb(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** OKLab lightness of an sRGB colour with channels 0..255. */
export function lightnessOf(red: number, green: number, blue: number): number {
  const [r, g, b] = [decode(red), decode(green), decode(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

/** Linear light in [0, 1] to the sRGB curve in 0..255. */
function encode(light: number): number {
  const clipped = Math.min(1, Math.max(0, light));
  return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
}

function decode(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
