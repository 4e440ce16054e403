/** `key`: keys of programs from the command line. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput, notFound } from '../../kernel/errors.ts';
import type { KeyReply, KeyRow } from '../../records/account.ts';
import type { Client } from './client.ts';
import { type ScopeOptions, scopeOfOptions } from './scope-verbs.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface KeyOptions extends ScopeOptions {
  readonly data: string;
  readonly scope: string;
  readonly from?: readonly string[];
  readonly days?: string;
  readonly grace?: string;
}

/** Adds `key add`, `key list`, `key rotate` and `key revoke`. */
export function addKeyVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const key = verb(program, terminal, { usage: 'key', help: 'help-key' });
  verb(key, terminal, { usage: 'add <name>', help: 'help-key-add' })
    .requiredOption('--scope <scope>', help('help-key-scope'))
    .option('--from <address...>', help('help-key-from'))
    .option('--days <days>', help('help-key-days'))
    .option('--store <name...>', help('help-scope-stores'))
    .option('--region <name...>', help('help-scope-regions'))
    .action((name: string, _options, command: Command) => addKey(terminal, name, optionsOf(command)));
  verb(key, terminal, { usage: 'list', help: 'help-key-list' }).action((_options, command: Command) =>
    listKeys(terminal, optionsOf(command)),
  );
  verb(key, terminal, { usage: 'rotate <name>', help: 'help-key-rotate' })
    .option('--grace <hours>', help('help-key-grace'))
    .option('--days <days>', help('help-key-days'))
    .action((name: string, _options, command: Command) => rotateKey(terminal, name, optionsOf(command)));
  verb(key, terminal, { usage: 'revoke <name>', help: 'help-key-revoke' }).action(
    (name: string, _options, command: Command) => revokeKey(terminal, name, optionsOf(command)),
  );
}

/** A whole number of an option, or undefined when it was not given. Throws `field-invalid`. */
function wholeOf(value: string | undefined, option: string): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw badInput('field-invalid', { path: option, received: value, params: { path: option } });
}

const showKey = (terminal: Terminal, made: KeyReply) =>
  terminal.out.result(made, [textOf('cli-key', terminal.locale, { key: made.key }).message]);

async function addKey(terminal: Terminal, name: string, options: KeyOptions): Promise<void> {
  const days = wholeOf(options.days, '--days');
  const body = {
    name,
    scope: options.scope,
    addresses: options.from ?? [],
    ...(days === undefined ? {} : { expiresInDays: days }),
    dataScope: scopeOfOptions(options) ?? null,
  };
  const made = await withClient(terminal, options.data, client => client.call('POST', '/api/keys', body));
  showKey(terminal, made as KeyReply);
}

const keysOf = async (client: Client): Promise<KeyRow[]> =>
  ((await client.call('GET', '/api/keys')) as { keys: KeyRow[] }).keys;

const stateOf = ({ revokedAt, replacedAt, expiresAt }: KeyRow): string => {
  if (revokedAt) return 'revoked';
  if (replacedAt) return `replaced, until ${expiresAt}`;
  return expiresAt ? `until ${expiresAt}` : 'live';
};

async function listKeys(terminal: Terminal, { data }: KeyOptions): Promise<void> {
  const keys = await withClient(terminal, data, keysOf);
  terminal.out.result(
    { keys },
    keys.map(key => `${key.name}  ${key.prefix}…  ${key.scope}  ${stateOf(key)}`),
  );
}

/** The current key of a name. Throws `key-unknown`. */
async function currentOf(client: Client, name: string): Promise<string> {
  const found = (await keysOf(client)).find(key => key.name === name && !key.revokedAt && !key.replacedAt);
  if (!found) throw notFound('key-unknown', { path: 'NAME', received: name });
  return found.keyId;
}

async function rotateKey(terminal: Terminal, name: string, options: KeyOptions): Promise<void> {
  const graceHours = wholeOf(options.grace, '--grace');
  const days = wholeOf(options.days, '--days');
  const made = await withClient(terminal, options.data, async client =>
    client.call('POST', `/api/keys/${await currentOf(client, name)}/rotate`, {
      ...(graceHours === undefined ? {} : { graceHours }),
      ...(days === undefined ? {} : { expiresInDays: days }),
    }),
  );
  showKey(terminal, made as KeyReply);
}

async function revokeKey(terminal: Terminal, name: string, { data }: KeyOptions): Promise<void> {
  const reply = await withClient(terminal, data, async client =>
    client.call('DELETE', `/api/keys/${await currentOf(client, name)}`),
  );
  terminal.out.result(reply as object, [textOf('cli-key-revoked', terminal.locale, { name }).message]);
}
