import { basename, dirname, join } from 'node:path';

/** Short names of files: the file's own, with the folder in front where that alone would be ambiguous. */
export function shortNames(files: readonly string[]): string[] {
  const own = files.map(file => basename(file));
  return files.map((file, i) => {
    const isUnique = own.filter(name => name === own[i]).length === 1;
    return isUnique ? own[i]! : join(basename(dirname(file)), own[i]!);
  });
}
