import { createHash } from 'node:crypto';

/** A zip archive of these files, stored without compression; `modes` are those of Unix, as in 0o100755. */
export function zip(files: Record<string, Uint8Array | string>, modes: Record<string, number> = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(content);
    // What local and central headers share: version, flags, method, time, date, crc (which yauzl leaves alone), sizes.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name, data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE((modes[path] ?? 0) * 2 ** 16, 6);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), shared, place, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A wheel of these files, with METADATA and a RECORD that fits them; `damage` changes the files after that. */
export function wheel(
  files: Record<string, string>,
  {
    metadata = '',
    damage = {},
    modes,
  }: { metadata?: string; damage?: Record<string, string>; modes?: Record<string, number> } = {},
): Buffer {
  const rows = Object.entries(files).map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    return `${path},sha256=${digest},${content.length}`;
  });
  const info = { 'thing-1.dist-info/METADATA': metadata, 'thing-1.dist-info/RECORD': `${rows.join('\n')}\n` };
  return zip({ ...files, ...damage, ...info }, modes);
}
