/** `user add` and `key add`: whoever may read the data folder may make both. */
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

/** Adds `user add` and `key add`. */
export function addAccountVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const user = verb(program, terminal, { usage: 'user', help: 'help-user' });
  verb(user, terminal, { usage: 'add <email>', help: 'help-user-add' })
    .requiredOption('--role <role>', help('help-user-role'))
    .option('--password-stdin', help('help-password-stdin'))
    .action((email: string, _options, command: Command) => addUser(terminal, email, optionsOf(command)));
  const key = verb(program, terminal, { usage: 'key', help: 'help-key' });
  verb(key, terminal, { usage: 'add <name>', help: 'help-key-add' })
    .requiredOption('--scope <scope>', help('help-key-scope'))
    .action((name: string, _options, command: Command) => addKey(terminal, name, optionsOf(command)));
}

interface UserOptions {
  readonly data: string;
  readonly role: string;
  readonly passwordStdin?: boolean;
}

async function addUser(terminal: Terminal, email: string, options: UserOptions): Promise<void> {
  const { out, locale } = terminal;
  const given = options.passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
  const body = { email, role: options.role, ...(given === undefined ? {} : { password: given }) };
  const made = (await withClient(terminal, options.data, client =>
    client.call('POST', '/api/users', body),
  )) as {
    email: string;
    created: boolean;
    password?: string;
  };
  const say = (code: string, params: Record<string, string>) => textOf(code, locale, params).message;
  out.result(made, [
    say(made.created ? 'cli-account-made' : 'cli-account-changed', { email: made.email }),
    ...(made.password ? [say('cli-password', { password: made.password })] : []),
  ]);
}

async function addKey(
  terminal: Terminal,
  name: string,
  options: { data: string; scope: string },
): Promise<void> {
  const body = { name, scope: options.scope };
  const made = (await withClient(terminal, options.data, client =>
    client.call('POST', '/api/keys', body),
  )) as {
    key: string;
  };
  terminal.out.result(made, [textOf('cli-key', terminal.locale, { key: made.key }).message]);
}
