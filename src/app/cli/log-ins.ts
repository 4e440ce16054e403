/**
 * The log-ins this data folder's command line keeps: `log-ins.json`, readable by the folder's own account only, which
 * could do anything without them. A log-in is a session like that of a browser and ends like one. Whose it is stands
 * there as a salted hash: no address lies in clear beside the stores that encrypt it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { notAllowed } from '../../kernel/errors.ts';
import { fileFailure } from '../../store/file-failure.ts';

const logInSchema = z.object({
  salt: z.string(),
  /** SHA-256 of the salt and the address, in hex. */
  who: z.string(),
  token: z.string().regex(/^[\w-]+$/),
  /** When the session ends in any case (machine time). */
  expiresAt: z.iso.datetime(),
});
export type LogIn = z.infer<typeof logInSchema>;
const fileSchema = z.object({ logIns: z.array(logInSchema) });

const placeOf = (dataFolder: string): string => join(dataFolder, 'log-ins.json');
const hashOf = (salt: string, email: string): string =>
  createHash('sha256').update(`${salt} ${email.trim().toLowerCase()}`).digest('hex');

/** Whether a log-in is that of the person with this address. */
export const isOf = ({ salt, who }: LogIn, email: string): boolean => hashOf(salt, email) === who;

/** Those that may still be live, oldest first; a file nobody can read as one counts as none. Throws coded file errors. */
export async function keptLogIns(dataFolder: string, now: Date): Promise<readonly LogIn[]> {
  const text = await readFile(placeOf(dataFolder), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return '';
    throw fileFailure(cause, dataFolder);
  });
  return parsed(text).filter(({ expiresAt }) => new Date(expiresAt) > now);
}

function parsed(text: string): readonly LogIn[] {
  try {
    return fileSchema.parse(JSON.parse(text)).logIns;
  } catch {
    return [];
  }
}

/** Puts it in the place of an earlier one of the same person. */
export async function keepLogIn(
  dataFolder: string,
  { email, ...opened }: { readonly email: string; readonly token: string; readonly expiresAt: string },
  now: Date,
): Promise<void> {
  const others = (await keptLogIns(dataFolder, now)).filter(each => !isOf(each, email));
  const salt = randomBytes(16).toString('hex');
  await write(dataFolder, [...others, { salt, who: hashOf(salt, email), ...opened }]);
}

/** Takes a log-in away; the last one takes the file with it. */
export async function forgetLogIn(dataFolder: string, logIn: LogIn, now: Date): Promise<void> {
  const kept = await keptLogIns(dataFolder, now);
  await write(
    dataFolder,
    kept.filter(({ token }) => token !== logIn.token),
  );
}

/** Whole or not at all: a command killed in between leaves the file as it was. */
async function write(dataFolder: string, logIns: readonly LogIn[]): Promise<void> {
  const place = placeOf(dataFolder);
  if (logIns.length === 0) return rm(place, { force: true });
  const draft = `${place}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify({ logIns })}\n`, { mode: 0o600 });
  // The mode above holds for a new file only.
  await chmod(draft, 0o600);
  await rename(draft, place);
}

/** The log-in of this person, or the only one there is. Throws `cli-not-logged-in`, `cli-which-user`. */
export function chosenLogIn(logIns: readonly LogIn[], email: string | null): LogIn {
  if (email !== null) {
    const own = logIns.find(each => isOf(each, email));
    if (own) return own;
    throw notAllowed('cli-not-logged-in', { path: '--user' });
  }
  const [only, second] = logIns;
  if (!only) throw notAllowed('cli-not-logged-in', { path: '--user' });
  if (second) throw notAllowed('cli-which-user', { path: '--user' });
  return only;
}
