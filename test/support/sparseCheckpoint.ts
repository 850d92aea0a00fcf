import { open } from 'node:fs/promises';
import type { Config } from '../../extension/engine/config/schema.js';
import { toYaml } from '../../extension/engine/config/write.js';
import { createModel } from '../../extension/engine/models/model.js';

/** Writes a checkpoint of full size that takes no room on the disk: a real header, and zeros that are not stored. */
export async function writeSparseCheckpoint(file: string, config: Config): Promise<{ bytes: number; header: number }> {
  let end = 0;
  const tensors = createModel(config).parameters.specs.map(({ name, shape }) => {
    const start = end;
    end += 4 * shape.reduce((product, size) => product * size, 1);
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }];
  });
  const numbers = { format_version: '1', epoch: '3', step: '30', updates: '30', loss: '0.5', best_loss: '0.4' };
  const texts = { format: 'mfm', mfm_version: '0.1.0', config: toYaml(config), created: '2026-03-01T09:04:12.000Z' };
  const metadata = { ...texts, ...numbers, schedule: '{}', random: '{}' };
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(tensors) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  const handle = await open(file, 'w');
  await handle.write(Buffer.concat([length, json]));
  await handle.truncate(8 + json.byteLength + end);
  await handle.close();
  return { bytes: 8 + json.byteLength + end, header: 8 + json.byteLength };
}
