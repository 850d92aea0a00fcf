// Writes media/mfm-config.schema.json from the one schema of the engine: node scripts/generate-schema.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = 'extension/engine/config/jsonSchema.ts';

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [source],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { jsonSchemaText } = await import(`data:text/javascript;base64,${code}`);
mkdirSync(`${root}/media`, { recursive: true });
writeFileSync(`${root}/media/mfm-config.schema.json`, jsonSchemaText());
