/** `user sessions` and `user end-session`: where a colleague is logged in, and ending one of those log-ins. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { sessionListSchema } from '../../records/account.ts';
import { accountIdOf } from './account-lookup.ts';
import { sessionLine } from './session-lines.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

type Data = { readonly data: string };

/** Adds both verbs below `user`. */
export function addUserSessionVerbs(user: Command, terminal: Terminal): void {
  verb(user, terminal, { usage: 'sessions <email>', help: 'help-user-sessions' }).action(
    (email: string, _options, command: Command) => list(terminal, email, optionsOf(command)),
  );
  verb(user, terminal, { usage: 'end-session <email> <id>', help: 'help-user-end-session' }).action(function (
    this: Command,
    email: string,
    id: string,
  ) {
    return end(terminal, [email, id], optionsOf(this));
  });
}

async function list(terminal: Terminal, email: string, { data }: Data): Promise<void> {
  const reply = await withClient(terminal, data, async client =>
    client.call('GET', `/api/users/${await accountIdOf(client, email)}/sessions`),
  );
  const { sessions } = sessionListSchema.parse(reply);
  const none = textOf('cli-sessions-none', terminal.locale).message;
  const lines = sessions.map(session => sessionLine(terminal, session));
  terminal.out.result({ sessions }, lines.length > 0 ? lines : [none]);
}

async function end(
  terminal: Terminal,
  [email, id]: readonly [string, string],
  { data }: Data,
): Promise<void> {
  const reply = await withClient(terminal, data, async client =>
    client.call(
      'DELETE',
      `/api/users/${await accountIdOf(client, email)}/sessions/${encodeURIComponent(id)}`,
    ),
  );
  terminal.out.result(reply, [textOf('cli-session-ended', terminal.locale).message]);
}
