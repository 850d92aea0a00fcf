// The browser in which the tests show VS Code.
import { existsSync } from 'node:fs';
import { fail, run } from './bootstrap.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const packages = ['chromium', 'fonts-dejavu-core'];

/** Resolves to the path of a Chromium. On Debian it is installed where that is allowed; else this process ends. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${packages.join(' and ')} (apt-get), for the tests in VS Code ...`);
    await aptGet('update');
    await aptGet('install', '-y', '--no-install-recommends', ...packages);
    if (findChromium()) return findChromium();
  }
  return fail(
    'The tests in VS Code need Chromium: install it (on Debian, as root: apt-get install chromium fonts-dejavu-core), ' +
      'or name a Chromium or Chrome in the variable CHROMIUM. npm run test:quick does without.',
  );
}

function findChromium() {
  return [process.env.CHROMIUM, ...places].find(path => path && existsSync(path));
}

async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run('apt-get', ['-q', ...args], { quiet: true, env });
  if (code !== 0) console.error(`apt-get ${args.join(' ')} failed; it printed:\n${output}`);
}
