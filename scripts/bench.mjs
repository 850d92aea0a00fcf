// npm run bench: sets up what is missing, then measures. What follows `--` goes to test/bench/bench.ts.
import { build, ensureTensorflow, installPackages, run } from './bootstrap.mjs';

await installPackages();
await build();
const library = await ensureTensorflow();
const { code } = await run(process.execPath, ['dist/test/bench/bench.js', ...process.argv.slice(2)], {
  env: { ...process.env, MFM_LIBTENSORFLOW: library ?? '' },
});
process.exitCode = code;
