// The browser in which the tests show pages and VS Code.
import { existsSync } from 'node:fs';
import { fail, run } from './bootstrap.mjs';

/** Without the windows that nobody sees in a test, Chromium takes less than half of the processor's time. */
const shell = '/usr/bin/chromium-headless-shell';
const others = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const packages = ['chromium-headless-shell', 'fonts-dejavu-core'];

/** Resolves to the path of a Chromium. On Debian it is installed where that is allowed; if there is none, this process ends. */
export async function ensureChromium() {
  const named = process.env.CHROMIUM;
  if (named && existsSync(named)) return named;
  if (!existsSync(shell) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${packages.join(' and ')} (apt-get), for the tests in VS Code ...`);
    await aptGet('update');
    await aptGet('install', '-y', '--no-install-recommends', ...packages);
  }
  const found = [shell, ...others].find(path => existsSync(path));
  return (
    found ??
    fail(
      'The tests in VS Code need Chromium: install it (on Debian, as root: apt-get install chromium-headless-shell ' +
        'fonts-dejavu-core), or name a Chromium or Chrome in the variable CHROMIUM. npm run test:quick does without.',
    )
  );
}

async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run('apt-get', ['-q', ...args], { quiet: true, env });
  if (code !== 0) console.error(`apt-get ${args.join(' ')} failed; it printed:\n${output}`);
}
