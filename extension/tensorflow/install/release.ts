import { readFileSync } from 'node:fs';

/** The release of TensorFlow that is installed. */
export const VERSION = '2.21.0';

/** 'cpu' runs everywhere; 'gpu' also on NVIDIA GPUs and brings their libraries with it. */
export type Flavour = 'cpu' | 'gpu';

/** The package of each flavour; its wheel carries TensorFlow's C library, which is all that is taken from it. */
export const PACKAGES: Record<Flavour, string> = { cpu: 'tensorflow-cpu', gpu: 'tensorflow' };

/** Room on the disk that a set-up needs at its peak: the wheels beside what is unpacked from them. */
export const NEEDED_BYTES: Record<Flavour, number> = { cpu: 1.2e9, gpu: 10e9 };

/** The two files of a wheel that this program needs; the first finds the second beside it. */
export const LIBRARY = 'tensorflow/libtensorflow_cc.so.2';
export const LIBRARIES = [LIBRARY, 'tensorflow/libtensorflow_framework.so.2'];

/**
 * Which wheel to download, whatever Python the user has: the C library inside does not depend on Python, so one wheel
 * can be pinned. The platforms below the first are those of NVIDIA's wheels.
 */
export const WHEEL_TAGS = [
  ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none'],
  ...['--platform', 'manylinux_2_27_x86_64', '--platform', 'manylinux_2_17_x86_64'],
  ...['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux1_x86_64'],
];

/** sha256 and size of wheels, by file name. */
export type Pins = Record<string, { sha256: string; bytes: number }>;

/** The wheels that were tried with this program. */
export const KNOWN_WHEELS: Pins = {
  'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl': {
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
  },
};

/** Why this machine cannot use those wheels, or `undefined` when it can. */
export function unsupportedPlatform(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `TensorFlow is installed on 64-bit Intel and AMD Linux only, and this is ${process.platform} on ${process.arch}`;
  }
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  // TensorFlow's code would end the process on a processor without it.
  if (!/\bavx\b/.test(readFileSync('/proc/cpuinfo', 'latin1'))) return 'TensorFlow needs a processor with AVX';
  const [major = 0, minor = 0] = (report.header?.glibcVersionRuntime ?? '').split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 27))
    return 'TensorFlow needs glibc 2.27 or newer, which this Linux does not have';
  return undefined;
}
