import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProtobufValue, protobufFields } from './protobufFields.js';

/** A point of a curve: where it is, and what it says. */
export type Point = [x: number, value: number];

/** What TensorBoard shows of `tag` in a run folder: files by name, a session's start forgets what was there and beyond. */
export async function boardPoints(dir: string, tag = 'train_loss'): Promise<Point[]> {
  const names = (await readdir(dir)).filter(name => name.startsWith('events.out.tfevents.'));
  const order = (name: string) => name.split('.').map(Number).filter(Number.isFinite);
  names.sort(
    (a, b) =>
      order(a)
        .map((n, i) => n - order(b)[i]!)
        .find(n => n !== 0) ?? 0,
  );
  let points: Point[] = [];
  for (const name of names) {
    for (const event of events(await readFile(join(dir, name)))) {
      const x = (event[2] as number | undefined) ?? 0;
      if (event[7]) points = points.filter(([at]) => at < x);
      if (!event[5]) continue;
      const value = protobufFields(protobufFields(event[5] as Buffer)[1] as Buffer);
      if (String(value[1]) === tag) points.push([x, (value[2] as Buffer).readFloatLE()]);
    }
  }
  return points;
}

/** The events of a file up to the first that was cut short. */
function events(bytes: Buffer): Record<number, ProtobufValue>[] {
  const found: Record<number, ProtobufValue>[] = [];
  for (let at = 0; at + 12 <= bytes.length; ) {
    const end = at + 12 + Number(bytes.readBigUInt64LE(at));
    if (end + 4 > bytes.length) break;
    found.push(protobufFields(bytes.subarray(at + 12, end)));
    at = end + 4;
  }
  return found;
}
