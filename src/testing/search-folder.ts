/** Searches what a data folder leaves on the disk: logs, spool, audit notes, staged files, and the stores' own files. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { canariesIn, emailMark, nameMark, phoneMark } from './contact-canaries.ts';
import { noteLeak, timed } from './leaks.ts';

/** Parts of a data folder that may hold contact data, or hold none by what they are. */
export const notSearched: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^state\/pgdata\/(?!base\/)/,
    "the server's own: what is written ahead of the tables is in the tables after",
  ],
  [/^state\/pgdata\/base\/[145]\//, 'databases of the installation, not ours'],
  [/^staging\//, 'uploads that wait for their import, as a person sent them'],
  [/^inbox\//, 'files a person put there to be imported'],
  [/^demo\//, 'files of the simulated shop, which are what the demo imports'],
];

/** One of them stands in every file that holds a canary in clear; looked for first where a file is large. */
const needles = [nameMark, phoneMark, emailMark, '@example.com'];

/** Every data folder (`home`, or whatever has a `folder.json`) at or below `folder`. Nothing when there is no such folder. */
export const searchFolders = (folder: string, home?: string): Promise<void> =>
  timed(async () => {
    const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const homes = all.filter(entry => entry.name === 'folder.json').map(entry => entry.parentPath);
    if (home) homes.push(home);
    for (const entry of all) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const own = homes.find(each => path.startsWith(`${each}/`));
      if (own) await searchFile(path, relative(own, path));
    }
  });

/** Searches one file; it is called `name` in what is found. */
export async function searchFile(path: string, name: string): Promise<void> {
  if (notSearched.some(([pattern]) => pattern.test(name))) return;
  // A file may go while it is looked at: servers may still be at work.
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  if (bytes.length > 65_536 && !needles.some(needle => bytes.includes(needle))) return;
  noteLeak(`file ${name}`, canariesIn(bytes.toString('utf8')));
}
