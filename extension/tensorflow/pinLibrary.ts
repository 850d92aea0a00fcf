import koffi from 'koffi';

/** dlopen's flags on Linux: resolve everything now, and never unload. */
const RTLD_NOW = 0x2;
const RTLD_NODELETE = 0x1000;

/**
 * Keeps a loaded library for as long as the process lives. Without this it would be unloaded as Node.js ends, under the
 * feet of TensorFlow's threads, and every successful program would end with a segmentation fault.
 */
export function pinLibrary(file: string): void {
  if (process.platform !== 'linux') return;
  koffi.load(null).func('void *dlopen(const char *file, int flags)')(file, RTLD_NOW | RTLD_NODELETE);
}
