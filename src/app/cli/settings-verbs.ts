/** `settings` and `retention`: seen and changed as NAME=VALUE; `retention purge` purges what is due now. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { type Purge, purge, retentionView } from '../../records/retention.ts';
import { settingsViewSchema } from '../../records/settings.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

type Data = { readonly data: string };

/** Adds the verbs of `settings` and `retention`. */
export function addSettingsVerbs(program: Command, terminal: Terminal): void {
  const settings = verb(program, terminal, { usage: 'settings', help: 'help-settings' });
  verb(settings, terminal, { usage: 'show', help: 'help-settings-show' }).action(
    (_options, command: Command) => settingsOf(terminal, optionsOf(command)),
  );
  verb(settings, terminal, { usage: 'set <changes...>', help: 'help-settings-set' }).action(
    (changes: string[], _options, command: Command) =>
      settingsOf(terminal, { changes, ...optionsOf(command) }),
  );
  const kept = verb(program, terminal, { usage: 'retention', help: 'help-retention' });
  verb(kept, terminal, { usage: 'show', help: 'help-retention-show' }).action((_options, command: Command) =>
    retentionOf(terminal, optionsOf(command)),
  );
  verb(kept, terminal, { usage: 'set <changes...>', help: 'help-retention-set' }).action(
    (changes: string[], _options, command: Command) =>
      retentionOf(terminal, { changes, ...optionsOf(command) }),
  );
  verb(kept, terminal, { usage: 'purge', help: 'help-retention-purge' }).action(
    (_options, command: Command) => purgeNow(terminal, optionsOf(command)),
  );
}

/** `sessionHours=8` as a field of JSON: a number, null or a text. Throws `field-invalid`. */
function bodyOf(changes: readonly string[]): Record<string, string | number | null> {
  return Object.fromEntries(
    changes.map(change => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(change) ?? [];
      if (name === '') {
        const path = 'NAME=VALUE';
        throw badInput('field-invalid', { path, received: change, expected: path, params: { path } });
      }
      if (value === 'null') return [name, null];
      return [name, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
    }),
  );
}

const linesOf = (values: object): string[] =>
  Object.entries(values).map(([name, value]) => `${name}=${value ?? 'null'}`);

/** What is changed must be there: the API leaves a name it does not know out. Throws `field-invalid`. */
function requireKnown(body: object, known: object): void {
  const stranger = Object.keys(body).find(name => !(name in known));
  const path = 'NAME=VALUE';
  if (stranger !== undefined)
    throw badInput('field-invalid', {
      path,
      received: stranger,
      expected: Object.keys(known).join(', '),
      params: { path },
    });
}

async function settingsOf(
  terminal: Terminal,
  { data, changes = [] }: Data & { readonly changes?: readonly string[] },
): Promise<void> {
  const body = bodyOf(changes);
  const view = await withClient(terminal, data, async client => {
    const before = settingsViewSchema.parse(await client.call('GET', '/api/settings'));
    if (changes.length === 0) return before;
    requireKnown(body, before.settings);
    return settingsViewSchema.parse(await client.call('PUT', '/api/settings', body));
  });
  terminal.out.result(view, linesOf(view.settings));
}

async function retentionOf(
  terminal: Terminal,
  { data, changes = [] }: Data & { readonly changes?: readonly string[] },
): Promise<void> {
  const body = bodyOf(changes);
  const view = await withClient(terminal, data, async client => {
    const before = retentionView.parse(await client.call('GET', '/api/retention'));
    if (changes.length === 0) return before;
    requireKnown(body, before.retention);
    return retentionView.parse(await client.call('PUT', '/api/retention', body));
  });
  terminal.out.result(view, [
    ...linesOf(view.retention),
    ...view.purges.flatMap(each => reportOf(terminal, each)),
  ]);
}

async function purgeNow(terminal: Terminal, { data }: Data): Promise<void> {
  const done = purge.parse(
    await withClient(terminal, data, client => client.call('POST', '/api/retention/purge')),
  );
  terminal.out.result(done, reportOf(terminal, done));
}

/** A purge with what it took from each table. */
const reportOf = ({ locale }: Terminal, { at, tables }: Purge): string[] => [
  textOf('cli-purge', locale, { at, rows: tables.reduce((sum, { rows }) => sum + rows, 0) }).message,
  ...tables.map(({ table, did, period, rows }) => `  ${table}  ${did}  ${rows}  (${period})`),
];
