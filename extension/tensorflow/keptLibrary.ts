import koffi, { type LibraryHandle } from 'koffi';

/** koffi unloads a library when its handle is collected, also under the feet of others that found it loaded. */
const handles: LibraryHandle[] = [];

/** Loads a shared library for as long as the process lives. Throws when that is impossible. */
export function loadForGood(file: string, options: { lazy?: boolean } = {}): LibraryHandle {
  const handle = koffi.load(file, options);
  handles.push(handle);
  return handle;
}
