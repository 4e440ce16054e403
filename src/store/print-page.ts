/** Prints a page to PDF with the Chromium or Chrome of this machine. */
import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { unavailable } from '../kernel/errors.ts';

const run = promisify(execFile);

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const timeoutMs = 60_000;

async function findBrowser(): Promise<string | null> {
  const asked = process.env['CHROMIUM_PATH'];
  for (const path of asked ? [asked] : usualPlaces) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

/**
 * The page as PDF. No name is resolved: the page must hold everything it shows. Throws `pdf-no-browser` where
 * there is none, `pdf-failed` where it gave no file within a minute.
 */
export async function printedPage(html: string): Promise<Uint8Array> {
  const browser = await findBrowser();
  if (!browser) throw unavailable('pdf-no-browser');
  const folder = await mkdtemp(join(tmpdir(), 'rekindle-print-'));
  const [page, file] = [join(folder, 'page.html'), join(folder, 'page.pdf')];
  try {
    await writeFile(page, html, { mode: 0o600 });
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const switches = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${file}`,
    ];
    await run(browser, [...asRoot, ...switches, pathToFileURL(page).href], {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    return await readFile(file);
  } catch (cause) {
    throw unavailable('pdf-failed', { cause });
  } finally {
    // The browser's own children may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
