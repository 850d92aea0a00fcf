// npm run bench [-- --rounds N]: sets up what is missing, then measures everything side by side in one run.
import { build, ensureTensorflow, installPackages, run } from './bootstrap.mjs';

await installPackages();
await build();
const library = await ensureTensorflow();
const env = library ? { ...process.env, MFM_LIBTENSORFLOW: library } : process.env;
const { code } = await run(process.execPath, ['dist/test/bench/bench.js', ...process.argv.slice(2)], { env });
process.exitCode = code;
