// npm run bench:family: sets up what is missing, then pre-trains every task and encoder for a short while.
import { build, ensureTensorflow, installPackages, run } from './bootstrap.mjs';

await installPackages();
await build();
await ensureTensorflow();
const { code } = await run(process.execPath, ['dist/test/bench/family.js', ...process.argv.slice(2)]);
process.exitCode = code;
