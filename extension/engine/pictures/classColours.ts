/** Told apart by people who see colours differently (Okabe and Ito 2008, "Color Universal Design"), white in place of black. */
const FIRST = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [240, 228, 66],
  [213, 94, 0],
  [86, 180, 233],
  [245, 245, 245],
] as const;

/** Turns of the colour wheel from one class to the next: the golden section comes near no earlier one for long. */
const TURN = 0.618034;
const LIGHTNESS = [0.45, 0.7, 0.3, 0.58];

/** The colour of a class by its number: 8-bit red, green and blue. */
export function classColour(index: number): readonly [red: number, green: number, blue: number] {
  return FIRST[index] ?? fromHue((index * TURN) % 1, LIGHTNESS[index % LIGHTNESS.length]!);
}

/** Of a full colour, hue and lightness from 0 to 1. */
function fromHue(hue: number, lightness: number): [number, number, number] {
  const reach = 0.8 * Math.min(lightness, 1 - lightness);
  const channel = (turned: number) => {
    const k = (turned + 12 * hue) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
