// npm run study: sets up what is missing, then goes on with the study. What follows `--` goes to test/study/study.ts.
import { build, ensureTensorflow, installPackages, run } from './bootstrap.mjs';

await installPackages();
await build();
const library = await ensureTensorflow();
const { code } = await run(process.execPath, ['dist/test/study/study.js', ...process.argv.slice(2)], {
  env: { ...process.env, MFM_LIBTENSORFLOW: library ?? '' },
});
process.exitCode = code;
