import { toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';

/** Opens a file with tensors of any format and reads all that is in it. */
export async function readAll(file: string): Promise<Record<string, number[]>> {
  const opened = await openTensorFile(file);
  const values: Record<string, number[]> = {};
  for (const name of opened.tensors.keys()) values[name] = [...toFloat32(await opened.read(name))];
  return values;
}

/** A safetensors file of any text or value as its header, and these bytes behind it. */
export function safetensorsFile(header: unknown, data: Uint8Array = new Uint8Array()): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

/** The header and the bytes of a safetensors file. */
export function safetensorsParts(file: Buffer): { header: Record<string, unknown>; data: Buffer } {
  const end = 8 + Number(file.readBigUInt64LE());
  return { header: JSON.parse(file.toString('utf8', 8, end)), data: file.subarray(end) };
}
