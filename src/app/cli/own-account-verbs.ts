/** `account …`: one's own account after `login`: what protects it and where it is open. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import {
  type OwnAccount,
  ownAccountSchema,
  recoveryCodesSchema,
  secondFactorBegunSchema,
} from '../../records/account.ts';
import { type SecretOptions, secretsOf, withSecrets } from './secrets.ts';
import { sessionLine } from './session-lines.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withOwnClient } from './with-client.ts';

type Options = SecretOptions & { readonly data: string };
type Deed = (terminal: Terminal, options: Options) => Promise<void>;

/** Adds the verbs of `account`. */
export function addOwnAccountVerbs(program: Command, terminal: Terminal): void {
  const account = verb(program, terminal, { usage: 'account', help: 'help-account' });
  const add = (parent: Command, [usage, deed]: readonly [string, Deed], asks = true) => {
    const made = verb(parent, terminal, { usage, help: `help-account-${helpName(parent, usage)}` });
    (asks ? withSecrets(made, terminal) : made).action((_options, command: Command) =>
      deed(terminal, optionsOf(command)),
    );
  };
  add(account, ['show', show], false);
  add(account, ['password', changePassword]);
  add(account, ['recovery-codes', renewCodes]);
  verb(account, terminal, { usage: 'end-session <id>', help: 'help-account-end-session' }).action(
    (id: string, _options, command: Command) => endSession(terminal, id, optionsOf(command)),
  );
  const factor = verb(account, terminal, { usage: 'second-factor', help: 'help-account-second-factor' });
  add(factor, ['begin', beginFactor]);
  add(factor, ['confirm', confirmFactor]);
  add(factor, ['remove', removeFactor]);
}

const helpName = (parent: Command, usage: string): string =>
  parent.name() === 'account' ? usage : `factor-${usage}`;

const say = (terminal: Terminal, code: string, params: Record<string, string | number> = {}): string =>
  textOf(code, terminal.locale, params).message;

async function show(terminal: Terminal, { data }: Options): Promise<void> {
  const own = ownAccountSchema.parse(
    await withOwnClient(terminal, data, client => client.call('GET', '/api/account')),
  );
  terminal.out.result(own, [
    say(terminal, 'cli-account-own', { email: own.email, role: own.role }),
    factorLine(terminal, own),
    ...own.sessions.map(session => sessionLine(terminal, session)),
  ]);
}

const factorLine = (terminal: Terminal, { secondFactor, recoveryCodesLeft }: OwnAccount): string =>
  secondFactor
    ? say(terminal, 'cli-account-factor-on', { count: recoveryCodesLeft })
    : say(terminal, 'cli-account-factor-off');

async function changePassword(terminal: Terminal, options: Options): Promise<void> {
  const ask = secretsOf(terminal, options);
  const current = await ask('ask-password-current');
  const password = await ask('ask-password-new');
  // Typed unseen, a slip would lock its maker out; a line of a program is what it is.
  if (!options.secretsStdin && (await ask('ask-password-again')) !== password)
    throw badInput('cli-password-differs', { path: 'password' });
  const body = { current, password };
  const reply = await withOwnClient(terminal, options.data, client =>
    client.call('PUT', '/api/account/password', body),
  );
  terminal.out.result(reply, [say(terminal, 'cli-account-password')]);
}

async function endSession(terminal: Terminal, id: string, { data }: Options): Promise<void> {
  const path = `/api/account/sessions/${encodeURIComponent(id)}`;
  const reply = await withOwnClient(terminal, data, client => client.call('DELETE', path));
  terminal.out.result(reply, [say(terminal, 'cli-session-ended')]);
}

/** What the account's password has to be given for again. */
async function proven(
  terminal: Terminal,
  options: Options,
  [method, path]: readonly ['POST' | 'DELETE', string],
): Promise<unknown> {
  const current = await secretsOf(terminal, options)('ask-password-current');
  return withOwnClient(terminal, options.data, client => client.call(method, path, { current }));
}

async function beginFactor(terminal: Terminal, options: Options): Promise<void> {
  const reply = await proven(terminal, options, ['POST', '/api/account/second-factor']);
  const begun = secondFactorBegunSchema.parse(reply);
  terminal.out.result(begun, [say(terminal, 'cli-account-factor-begun', begun)]);
}

async function confirmFactor(terminal: Terminal, options: Options): Promise<void> {
  const code = await secretsOf(terminal, options)('ask-code');
  const path = '/api/account/second-factor/confirm';
  showCodes(
    terminal,
    await withOwnClient(terminal, options.data, client => client.call('POST', path, { code })),
  );
}

async function removeFactor(terminal: Terminal, options: Options): Promise<void> {
  const reply = await proven(terminal, options, ['DELETE', '/api/account/second-factor']);
  terminal.out.result(reply, [say(terminal, 'cli-account-factor-off')]);
}

async function renewCodes(terminal: Terminal, options: Options): Promise<void> {
  showCodes(terminal, await proven(terminal, options, ['POST', '/api/account/recovery-codes']));
}

function showCodes(terminal: Terminal, reply: unknown): void {
  const shown = recoveryCodesSchema.parse(reply);
  terminal.out.result(shown, [say(terminal, 'cli-account-codes'), ...shown.recoveryCodes]);
}
