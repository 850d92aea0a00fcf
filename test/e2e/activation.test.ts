import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/root.js';
import { extensionHosts, loadedLibraries } from '../support/vscodeProcesses.js';
import { onEachVscode } from '../support/vscodeStage.js';

/** What belongs in the engine's processes only. */
const heavy = /@tensorflow\/|tfjs|libtensorflow|sharp|libvips|koffi/;

/** Of the scripts that VS Code evaluates before the extension is active: they take it some tens of milliseconds. */
const MOST_BYTES = 250_000;

/** What the bundler wrote down of the extension host's scripts. */
interface Bundle {
  inputs: object;
  outputs: Record<string, { bytes: number; imports: { path: string; kind: string }[] }>;
}

async function hostBundle(): Promise<Bundle> {
  return JSON.parse(await readFile(join(root, 'dist/metafiles/host.json'), 'utf8')) as Bundle;
}

/** The sizes of the main script and of what it imports, not of what it loads when that is needed. */
function bytesAtStart({ outputs }: Bundle): number {
  const loaded = new Set<string>();
  const load = (path: string) => {
    const output = outputs[path];
    if (!output || loaded.has(path)) return;
    loaded.add(path);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') load(path);
  };
  load('dist/bundle/host.js');
  return [...loaded].reduce((sum, path) => sum + outputs[path]!.bytes, 0);
}

onEachVscode(
  'activation',
  async () => ({}),
  async ({ server, workbench, step }) => {
    await step('loads little: what it takes is said, and counted in bytes', async t => {
      // The window has settled when commands run. Only then something asks for the extension.
      await workbench.run('View: Show Explorer');
      await workbench.showSidebar('MFM');
      await workbench.statusItem.waitFor();
      const bytes = bytesAtStart(await hostBundle());
      t.diagnostic(`${await workbench.activationTime('Masked Frequency Modeling')} ms, ${bytes} bytes`);
      assert.ok(bytes > 0 && bytes < MOST_BYTES, `${bytes} bytes`);
      await workbench.run('View: Show Explorer');
    });

    await step('loads no tfjs, sharp or koffi into the extension host', async () => {
      await workbench.showSidebar('MFM');
      await workbench.row(/photos/).waitFor();
      await workbench.openFile('demo.yaml');
      await workbench.page.getByText('Effective Values').waitFor();
      const [host, ...others] = await extensionHosts(server.pid);
      assert.ok(host && others.length === 0, 'the window has one extension host');
      const libraries = await loadedLibraries(host);
      assert.ok(libraries.length > 0);
      assert.deepEqual(
        libraries.filter(path => heavy.test(path)),
        [],
      );
      const { inputs } = await hostBundle();
      assert.deepEqual(
        Object.keys(inputs).filter(path => heavy.test(path)),
        [],
      );
    });
  },
);
