/** Runs one command against the data folder's API and always lets the folder go again. */
import { notAllowed } from '../../kernel/errors.ts';
import { type Client, type Credentials, connect, Refusal, sessionCookie } from './client.ts';
import { chosenLogIn, forgetLogIn, keptLogIns } from './log-ins.ts';
import type { Terminal } from './terminal.ts';

type Work<T> = (client: Client) => Promise<T>;

/**
 * Connects, works and lets go; whatever `work` returns or throws passes through. Works as the person `--user` names,
 * with their rights and limits, and otherwise as the folder's own command line.
 */
export async function withClient<T>(terminal: Terminal, dataFolder: string, work: Work<T>): Promise<T> {
  return terminal.acting.user === null
    ? withCredentials(terminal, dataFolder, { credentials: undefined, work })
    : withOwnClient(terminal, dataFolder, work);
}

/**
 * As the person `--user` names, or the only one who has logged in: for what is about oneself. A session that has ended is
 * forgotten. Throws `cli-not-logged-in`, `cli-which-user`, `cli-login-over`.
 */
export async function withOwnClient<T>(terminal: Terminal, dataFolder: string, work: Work<T>): Promise<T> {
  const logIn = chosenLogIn(await keptLogIns(dataFolder, new Date()), terminal.acting.user);
  const credentials = sessionCookie(logIn.token);
  try {
    return await withCredentials(terminal, dataFolder, { credentials, work });
  } catch (cause) {
    if (!(cause instanceof Refusal && cause.body.code === 'session-ended')) throw cause;
    await forgetLogIn(dataFolder, logIn, new Date());
    throw notAllowed('cli-login-over', { path: '--user' });
  }
}

/** As whoever the credentials say; undefined: the folder's own command line. */
export async function withCredentials<T>(
  { env, out, log }: Terminal,
  dataFolder: string,
  { credentials, work }: { readonly credentials: Credentials | undefined; readonly work: Work<T> },
): Promise<T> {
  const client = await connect({ dataFolder, env, out, log, credentials });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
