// npm run bench:drag: sets up what is missing, then measures how the page of spectra follows a pointer.
import { build, buildPages, installPackages, run } from './bootstrap.mjs';
import { ensureChromium } from './chromium.mjs';

await installPackages();
await build();
await buildPages();
const env = { ...process.env, CHROMIUM: (await ensureChromium()) ?? '' };
const { code } = await run(process.execPath, ['dist/test/bench/drag.js'], { env });
process.exitCode = code;
