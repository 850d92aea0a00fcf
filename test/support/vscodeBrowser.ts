import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Starts the browser that `CHROMIUM` names, or Debian's. It reaches this machine only. */
export function launchBrowser(): Promise<Browser> {
  const ofDebian = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(path => existsSync(path));
  return chromium.launch({ executablePath: process.env['CHROMIUM'] || ofDebian, args });
}

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];
