import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Why `file` is no complete ELF library, or `undefined` when it looks like one. The system's loader does not look: it
 * maps a truncated library all the same, and the process dies of SIGBUS at the first missing page.
 */
export function elfProblem(file: string): string | undefined {
  const header = Buffer.alloc(64);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, header.length, 0);
    if (header.toString('latin1', 0, 4) !== '\x7fELF') return 'is not a shared library';
    // The table of sections (64-bit layout: offset, size of an entry, entries) is the last thing in the file.
    const end = Number(header.readBigUInt64LE(0x28)) + header.readUInt16LE(0x3a) * header.readUInt16LE(0x3c);
    return fstatSync(descriptor).size < end ? 'is truncated' : undefined;
  } finally {
    closeSync(descriptor);
  }
}
