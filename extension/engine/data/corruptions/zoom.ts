import { lookedUp } from './bilinear.js';
import type { Planes } from './planes.js';

/** The middle of planes, enlarged by a factor of 1 or more to their whole size. */
export function zoomedInto(planes: Planes, factor: number): Planes {
  const [cx, cy] = [(planes.width - 1) / 2, (planes.height - 1) / 2];
  return lookedUp(planes, (x, y, into) => {
    into[0] = cx + (x - cx) / factor;
    into[1] = cy + (y - cy) / factor;
  });
}
