import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Linux distributions put Chromium or Chrome; `CHROMIUM` names another one. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts a browser that reaches this machine only. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] || places.find(existsSync);
  if (!executablePath) throw new Error('No Chromium was found: install it, or name it in the variable CHROMIUM.');
  return chromium.launch({ executablePath, args });
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
