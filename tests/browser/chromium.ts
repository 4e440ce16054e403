/** The browser of the tests: the system's Chromium, else the packaged one; a missing browser fails, never skips. */
import { access } from 'node:fs/promises';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const remedy =
  'Install Chromium (apt-get install chromium) or set CHROMIUM_PATH to a Chromium or Chrome executable.';

const args = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser, trying every place in turn. Throws with each place's own failure and the remedy. */
export async function launchChromium(): Promise<Browser> {
  const failures: string[] = [];
  for (const { name, path, more } of await places()) {
    try {
      const executablePath = await path();
      await access(executablePath);
      return await chromium.launch({ executablePath, args: [...args, ...more] });
    } catch (cause) {
      failures.push(`${name}: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`);
    }
  }
  throw new Error(`No browser could be started. ${remedy}\n${failures.join('\n')}`);
}

async function places() {
  const asked = process.env['CHROMIUM_PATH'];
  const system = asked ?? '/usr/bin/chromium';
  return [
    { name: system, path: async () => system, more: [] as string[] },
    { name: '@sparticuz/chromium', path: () => packaged.executablePath(), more: packaged.args },
  ];
}
