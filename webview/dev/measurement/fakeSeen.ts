import type { Rgb } from '../../../extension/protocol/lookApi.js';
import type { SeenCondition, SeenImage, SeenPicture } from '../../../extension/protocol/seen.js';

const side = 32;
export const seenImages = 5;
const classes = ['fish', 'tools', 'birds'];

export function fakeImage(place: number): SeenImage {
  const label = classes[place % classes.length]!;
  return { place, of: seenImages, path: `${label}/${place}.png`, label };
}

/** A disc whose colour tells the image, on a ground whose brightness tells how strong the condition is. */
export function fakePicture(place: number, given: SeenCondition, condition: number): SeenPicture {
  const { label } = fakeImage(place);
  const strength = strengthOf(given);
  const isRight = strength < 0.6;
  return {
    condition,
    picture: disc(place, strength),
    answer: isRight ? label : classes[(place + 1) % classes.length]!,
    probability: Math.abs(0.95 - strength) * 0.9,
    isRight,
  };
}

function strengthOf(condition: SeenCondition): number {
  if (condition.kind === 'clean') return 0;
  if (condition.kind === 'attack') return condition.name === 'FGSM' ? 0.5 : 0.8;
  if (condition.kind === 'corruption') return (condition.severity / 5) * (0.4 + (condition.name.length % 7) / 10);
  return condition.pass === 'low' ? 1 / condition.radius : Math.min(1, condition.radius / 16);
}

function disc(place: number, strength: number): Rgb {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isInside = Math.hypot(x - side / 2, y - side / 2) < 4 + 2 * place;
      const ground = Math.round(255 * strength);
      const colour = isInside ? [220, 60 + 40 * place, 90] : [ground, ground, ground];
      data.set(colour, 3 * (y * side + x));
    }
  }
  return { width: side, height: side, data };
}
