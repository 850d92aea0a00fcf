import type { FileHandle } from 'node:fs/promises';

/** Bytes read in one go: a few milliseconds of work between two turns of the event loop. */
const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/**
 * What a file holds from byte `offset` on, up to the end of its last whole line, in pieces of whole lines that follow each
 * other. No line of ours has a mebibyte: one that does comes in pieces, which are no records of anything.
 */
export async function* wholeLines(handle: FileHandle, offset = 0): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
    const isFull = bytesRead === CHUNK_BYTES;
    const lines = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    const used = lines === 0 && isFull ? bytesRead : lines;
    if (used > 0) yield buffer.subarray(0, used);
    if (!isFull) return;
    offset += used;
  }
}

/** The lines of a piece, without their ends. */
export function linesOf(piece: Buffer): string[] {
  const text = piece.toString('utf8');
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
