/** `login` and `logout`: the command line as a person, with that person's rights and limits. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { type Client, Refusal, sessionCookie } from './client.ts';
import { chosenLogIn, forgetLogIn, isOf, keepLogIn, keptLogIns } from './log-ins.ts';
import { type Ask, type SecretOptions, secretsOf, withSecrets } from './secrets.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withCredentials } from './with-client.ts';

type Data = { readonly data: string };

/** Adds both verbs. */
export function addLogInVerbs(program: Command, terminal: Terminal): void {
  withSecrets(verb(program, terminal, { usage: 'login <email>', help: 'help-login' }), terminal).action(
    (email: string, _options, command: Command) => logIn(terminal, email, optionsOf(command)),
  );
  verb(program, terminal, { usage: 'logout', help: 'help-logout' }).action((_options, command: Command) =>
    logOut(terminal, optionsOf(command)),
  );
}

async function logIn(terminal: Terminal, email: string, options: Data & SecretOptions): Promise<void> {
  const { data } = options;
  const ask = secretsOf(terminal, options);
  const password = await ask('ask-password');
  const earlier = (await keptLogIns(data, new Date())).find(each => isOf(each, email));
  // Sent along, the server ends it: a log-in takes the place of the one before.
  const credentials = earlier ? sessionCookie(earlier.token) : {};
  const { session, token } = await withCredentials(terminal, data, {
    credentials,
    work: client => prove(client, { email, password, ask }),
  });
  const { user, expiresAt, idleUntil } = session;
  await keepLogIn(data, { email: user.email, token, expiresAt }, new Date());
  const params = { email: user.email, role: user.role, until: expiresAt };
  terminal.out.result({ email: user.email, role: user.role, idleUntil, expiresAt }, [
    textOf('cli-logged-in', terminal.locale, params).message,
  ]);
}

interface Proof {
  readonly email: string;
  readonly password: string;
  readonly ask: Ask;
}

/** Asks for the code only where the account has a second factor. */
async function prove(client: Client, { email, password, ask }: Proof) {
  try {
    return await client.logIn({ email, password });
  } catch (cause) {
    if (!(cause instanceof Refusal && cause.body.code === 'second-factor-needed')) throw cause;
    return client.logIn({ email, password, code: await ask('ask-code') });
  }
}

/** Ends the session and forgets it; one that has ended already is only forgotten. */
async function logOut(terminal: Terminal, { data }: Data): Promise<void> {
  const logIn = chosenLogIn(await keptLogIns(data, new Date()), terminal.acting.user);
  const credentials = sessionCookie(logIn.token);
  const work = (client: Client) => client.call('DELETE', '/api/session');
  const reply = await withCredentials(terminal, data, { credentials, work });
  await forgetLogIn(data, logIn, new Date());
  terminal.out.result(reply, [textOf('cli-logged-out', terminal.locale).message]);
}
