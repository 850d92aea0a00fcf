// npm run profile: sets up what is missing, then shows where the time of a training step goes.
import { build, ensureTensorflow, installPackages, run } from './bootstrap.mjs';

await installPackages();
await build();
await ensureTensorflow();
const { code } = await run(process.execPath, ['dist/test/bench/profile.js', ...process.argv.slice(2)]);
process.exitCode = code;
