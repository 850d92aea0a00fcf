// npm run demo: everything from a fresh clone to a trained model and its report, in one command.
import { build, ensureTensorflow, installPackages, root, run } from './bootstrap.mjs';

await installPackages();
await build();
await ensureTensorflow();

// A folder of its own for every demo: an earlier one is neither continued nor overwritten.
const stamp = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
const output = `runs/demo/${stamp}`;
const mfm = ['scripts/mfm.mjs', 'pretrain', 'examples/configs/demo.yaml', '--output', output];
const { code } = await run(process.execPath, [...mfm, ...process.argv.slice(2)]);
if (code === 0) console.log(`\nOpen the report in a browser: ${root}${output}/report.html`);
process.exitCode = code;
