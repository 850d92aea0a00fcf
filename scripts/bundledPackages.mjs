// What a bundler cannot put into a file, native code and WebAssembly, travels beside the bundle in a node_modules.
import { cpSync, existsSync } from 'node:fs';
import { basename, extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** The platform whose native code is taken, this machine's, as `vsce package --target` names it. */
export const target = `${process.platform}-${process.arch}`;

/** Packages that the bundle imports at run time. */
export const externalPackages = ['koffi', 'sharp'];

/** These, what they import, and the packages of their native code. */
const packages = [
  'koffi',
  `@koromix/koffi-${target}`,
  'sharp',
  '@img/colour',
  `@img/sharp-${target}`,
  `@img/sharp-libvips-${target}`,
  'detect-libc',
  'semver',
];

/** Sources, documentation and tools in them that no program needs; `musl_x64` is for Alpine. */
const leftOut = /^(koffi\/(doc|lib|vendor|cnoke\.cjs)|sharp\/(install|src|lib)|semver\/bin)\b|\/(musl_\w+|glib-2\.0)$/;

/** The names of what `copyPackages` copies, apart from WebAssembly. */
export function copiedPackages() {
  // Windows builds of sharp have no package for libvips.
  return packages.filter(name => existsSync(`${modules}/${name}`));
}

/** Copies the packages of this platform into the folder `to`. */
export function copyPackages(to) {
  for (const name of copiedPackages())
    cpSync(`${modules}/${name}`, `${to}/${name}`, { recursive: true, filter: isNeeded });
  const wasm = '@tensorflow/tfjs-backend-wasm/dist';
  cpSync(`${modules}/${wasm}`, `${to}/${wasm}`, {
    recursive: true,
    filter: path => path.endsWith('dist') || path.endsWith('.wasm'),
  });
}

function isNeeded(path) {
  if (leftOut.test(relative(modules, path))) return false;
  const name = basename(path);
  if (name.endsWith('.d.ts')) return false;
  // A folder, a program or a licence; the licences inside libvips are told in its README.
  const kinds = ['', '.js', '.cjs', '.mjs', '.json', '.node'];
  return kinds.includes(extname(name)) || name.includes('.so.') || /^licen[cs]e/i.test(name) || isLibvipsReadme(path);
}

function isLibvipsReadme(path) {
  return path.includes('sharp-libvips-') && path.endsWith('README.md');
}
