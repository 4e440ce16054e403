/** `user scope` and `user limit-roles`: who sees which customers. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import type { AccountRow } from '../../records/account.ts';
import { type DataScope, dataScopeText } from '../../records/data-scope.ts';
import { accountIdOf } from './account-lookup.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

/** The options by which a verb takes a scope. */
export interface ScopeOptions {
  readonly own?: boolean;
  readonly store?: readonly string[];
  readonly region?: readonly string[];
}

interface UserScopeOptions extends ScopeOptions {
  readonly data: string;
  readonly all?: boolean;
  readonly alone?: string;
}

/** What the options name, or undefined where they name nothing. */
export function scopeOfOptions({
  own = false,
  store = [],
  region = [],
}: ScopeOptions): DataScope | undefined {
  if (!own && store.length === 0 && region.length === 0) return undefined;
  return { own, stores: [...store], regions: [...region] };
}

/** A person's scope in one line of a list. */
export const scopeWords = ({ dataScope, roleLimited, role }: AccountRow): string => {
  if (role === 'owner' || (!dataScope && !roleLimited)) return '';
  return `[${dataScope ? dataScopeText(dataScope) : 'own'}]`;
};

/** Adds both verbs below `user`. */
export function addScopeVerbs(user: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(user, terminal, { usage: 'scope <email>', help: 'help-user-scope' })
    .option('--own', help('help-scope-own'))
    .option('--store <name...>', help('help-scope-stores'))
    .option('--region <name...>', help('help-scope-regions'))
    .option('--all', help('help-scope-all'))
    .option('--alone <reason>', help('help-alone'))
    .action((email: string, _options, command: Command) => setScope(terminal, email, optionsOf(command)));
  verb(user, terminal, { usage: 'limit-roles [roles...]', help: 'help-user-limit-roles' })
    .option('--alone <reason>', help('help-alone'))
    .action((roles: string[], _options, command: Command) => limitRoles(terminal, roles, optionsOf(command)));
}

/** Throws `cli-scope-one` unless the options name a scope or everybody. */
async function setScope(terminal: Terminal, email: string, options: UserScopeOptions): Promise<void> {
  const wanted = scopeOfOptions(options);
  if ((wanted !== undefined) === (options.all === true)) throw badInput('cli-scope-one', { path: '--all' });
  const body = { dataScope: wanted ?? null, ...(options.alone ? { alone: options.alone } : {}) };
  const reply = await withClient(terminal, options.data, async client =>
    client.call('PUT', `/api/users/${await accountIdOf(client, email)}/scope`, body),
  );
  terminal.out.result(reply as object, [textOf('cli-account-changed', terminal.locale, { email }).message]);
}

async function limitRoles(
  terminal: Terminal,
  roles: readonly string[],
  { data, alone }: UserScopeOptions,
): Promise<void> {
  const body = { roles, ...(alone ? { alone } : {}) };
  const reply = (await withClient(terminal, data, client =>
    client.call('PUT', '/api/limited-roles', body),
  )) as { roles: string[] };
  const words = reply.roles.join(', ') || '–';
  terminal.out.result(reply, [textOf('cli-limited-roles', terminal.locale, { roles: words }).message]);
}
