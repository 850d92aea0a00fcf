import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build, type Metafile, type Plugin, transform } from 'esbuild';

/** What one source file imports, by paths relative to the tree's root ('engine/random.ts') or package names. */
export interface SourceFile {
  path: string;
  imports: string[];
  usesConsole: boolean;
}

/** Reads the imports of every TypeScript file under `dir` from esbuild's metafile, types and dynamic imports included. */
export async function readImports(dir: string): Promise<SourceFile[]> {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => path.endsWith('.ts'))
    .sort();
  const { metafile } = await build({
    absWorkingDir: dir,
    entryPoints: paths,
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [typesAsValues],
  });
  return Promise.all(
    paths.map(async path => ({
      path,
      imports: metafile.inputs[path]!.imports.map(found => found.path),
      usesConsole: /\bconsole\b/.test(await withoutComments(`${dir}/${path}`)),
    })),
  );
}

/**
 * The packages that a program loads, sooner or later, when it is started with the file `entry` of `dir`: unlike what is
 * read above, types do not count, and the imports of what it imports do.
 */
export async function packagesBehind(dir: string, entry: string): Promise<string[]> {
  const inputs = await inputsBehind(dir, entry);
  return packagesIn(Object.values(inputs).flatMap(input => input.imports));
}

/** Those of them that are loaded at once: what is imported dynamically waits until it is needed. */
export async function packagesAtStart(dir: string, entry: string): Promise<string[]> {
  const inputs = await inputsBehind(dir, entry);
  const files = new Set([entry]);
  for (const file of files) {
    for (const { path, kind } of inputs[file]?.imports ?? []) if (kind === 'import-statement') files.add(path);
  }
  const imports = [...files].flatMap(file => inputs[file]?.imports ?? []);
  return packagesIn(imports.filter(({ kind }) => kind === 'import-statement'));
}

async function inputsBehind(dir: string, entry: string): Promise<Metafile['inputs']> {
  const { metafile } = await build({
    absWorkingDir: dir,
    entryPoints: [entry],
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    splitting: true,
    logLevel: 'silent',
  });
  return metafile.inputs;
}

function packagesIn(imports: { path: string; external?: boolean }[]): string[] {
  return [...new Set(imports.filter(found => found.external).map(found => found.path))].sort();
}

/** A dependency on a type is a dependency: `import type` is read as `import`, which bundlers would leave out. */
const typesAsValues: Plugin = {
  name: 'types-as-values',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replace(/^import type (?=[\w{*])/gm, 'import ')
        .replace(/^export type (?=\*|\{[^}]*\}\s*from)/gm, 'export '),
      loader: 'ts',
    }));
  },
};

/** What a file says to the compiler, its texts in double quotes. */
export async function withoutComments(file: string): Promise<string> {
  return (await transform(await readFile(file, 'utf8'), { loader: 'ts', minifyWhitespace: true })).code;
}
