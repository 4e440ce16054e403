/** `hooks`: addresses shops and tools send their own messages to — made, tried, set live, mapped anew, given another secret. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput, notFound } from '../../kernel/errors.ts';
import { type HookRow, hookDetail, hookList, hookMade, hookTrialReply } from '../../records/hook.ts';
import { hookShops } from '../../records/hook-names.ts';
import { assertReadableFile, type Client } from './client.ts';
import { readJsonFile } from './json-file.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
  readonly source?: string;
  readonly scheme?: string;
  readonly clientId?: string;
  readonly header?: string;
  readonly mapping?: string;
  readonly secretFile?: string;
  readonly shop?: string;
  readonly ready?: boolean;
}

type Say = (code: string, params?: Readonly<Record<string, string | number>>) => string;
interface Asked {
  readonly hook: HookRow;
  readonly client: Client;
  readonly options: Options;
  /** Arguments after the hook's name. */
  readonly rest: readonly string[];
}
type Act = (asked: Asked) => Promise<Told>;
interface Told {
  readonly reply: unknown;
  readonly lines: readonly string[];
}

/** Adds `hooks` and the verbs below it. */
export function addHookVerbs(program: Command, terminal: Terminal): void {
  const say: Say = (code, params = {}) => textOf(code, terminal.locale, params).message;
  const hooks = program.command('hooks').description(say('help-hooks'));
  const withHook = (usage: string, code: string, act: Act): Command =>
    verb(hooks, terminal, { usage, help: code }).action((...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const [name = '', ...rest] = given.filter((each): each is string => typeof each === 'string');
      return tell(terminal, command, async (client, options) =>
        act({ hook: await hookNamed(client, name), client, options, rest }),
      );
    });
  verb(hooks, terminal, { usage: 'list', help: 'help-hooks-list' }).action((_options, command: Command) =>
    tell(terminal, command, client => list(client, say)),
  );
  verb(hooks, terminal, { usage: 'add <name>', help: 'help-hooks-add' })
    .requiredOption('--source <name>', say('help-hooks-source'))
    .option('--shop <shop>', say('help-hooks-shop', { shops: hookShops.join(', ') }))
    .option('--scheme <scheme>', say('help-hooks-scheme'))
    .option('--client-id <id>', say('help-hooks-client-id'))
    .option('--header <name>', say('help-hooks-header'))
    .option('--mapping <file>', say('help-hooks-mapping-file'))
    .option('--secret-file <file>', say('help-hooks-secret-file'))
    .action((name: string, _options, command: Command) =>
      tell(terminal, command, (client, options) => add(client, { ...options, name }, say)),
    );
  verb(hooks, terminal, { usage: 'try <file>', help: 'help-hooks-try' })
    .option('--shop <shop>', say('help-hooks-shop', { shops: hookShops.join(', ') }))
    .option('--mapping <file>', say('help-hooks-mapping-file'))
    .action((file: string, _options, command: Command) =>
      tell(terminal, command, (client, options) => tryFile(client, { ...options, file }, say)),
    );
  withHook('show <hook>', 'help-hooks-show', ({ hook, client }) => show(hook, client, say));
  for (const [usage, live] of [
    ['live', true],
    ['pause', false],
  ] as const)
    withHook(`${usage} <hook>`, `help-hooks-${usage}`, ({ hook, client }) =>
      change(hook, { client, say, body: { live } }),
    );
  withHook(
    'mapping <hook> [file]',
    'help-hooks-mapping',
    async ({ hook, client, options: { ready }, rest: [file] }) => {
      if (!ready && file === undefined) throw badInput('hook-mapping-missing', { path: 'FILE' });
      const body = { mapping: ready || file === undefined ? null : await readJsonFile(file) };
      return change(hook, { client, say, body });
    },
  ).option('--ready', say('help-hooks-ready'));
  withHook('secret <hook>', 'help-hooks-secret', ({ hook, client, options }) =>
    renewSecret(hook, { client, say, options }),
  ).option('--secret-file <file>', say('help-hooks-secret-file'));
  withHook('remove <hook>', 'help-hooks-remove', async ({ hook: { id, name }, client }) => ({
    reply: await client.call('DELETE', pathOf(id)),
    lines: [say('cli-hooks-removed', { name })],
  }));
}

const pathOf = (id: string, rest = '') => `/api/hooks/${id}${rest}`;

async function tell(
  terminal: Terminal,
  command: Command,
  work: (client: Client, options: Options) => Promise<Told>,
): Promise<void> {
  const options = optionsOf<Options>(command);
  const { reply, lines } = await withClient(terminal, options.data, client => work(client, options));
  terminal.out.result(reply, [...lines]);
}

const loadList = async (client: Client) => hookList.parse(await client.call('GET', '/api/hooks'));

/** By name or id. Throws `hook-unknown`. */
async function hookNamed(client: Client, asked: string): Promise<HookRow> {
  const { hooks } = await loadList(client);
  const found = hooks.find(({ name, id }) => name === asked || id === asked);
  if (!found) throw notFound('hook-unknown', { path: 'HOOK', received: asked });
  return found;
}

/** The text of a file without the line's end editors leave. Throws `file-unreadable` and `file-is-folder`. */
async function textOfFile(file: string): Promise<string> {
  await assertReadableFile(file);
  return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
}

const secretIn = async ({ secretFile }: Options): Promise<{ secret?: string }> =>
  secretFile === undefined ? {} : { secret: await textOfFile(secretFile) };

function lineOf(hook: HookRow, say: Say): string {
  const { name, source, shop, live, path, week } = hook;
  const counts = Object.entries(week).map(([outcome, count]) => `${outcome} ${count}`);
  return say('cli-hooks-row', {
    name,
    source,
    shop: shop ?? '–',
    state: say(live ? 'cli-hooks-live' : 'cli-hooks-paused'),
    path,
    week: counts.join(', ') || '–',
  });
}

async function list(client: Client, say: Say): Promise<Told> {
  const reply = await loadList(client);
  const lines = reply.hooks.map(hook => lineOf(hook, say));
  return { reply, lines: lines.length > 0 ? lines : [say('cli-hooks-none')] };
}

async function show({ id }: HookRow, client: Client, say: Say): Promise<Told> {
  const reply = hookDetail.parse(await client.call('GET', pathOf(id)));
  const deliveries = reply.deliveries.map(({ at, outcome, events, message }) =>
    say('cli-hooks-delivery', { at, outcome, events, message: message ?? '' }).trimEnd(),
  );
  return { reply, lines: [lineOf(reply, say), ...deliveries, JSON.stringify(reply.mapping, null, 2)] };
}

async function add(client: Client, options: Options & { readonly name: string }, say: Say): Promise<Told> {
  const { name, source, shop, clientId, header } = options;
  const scheme = options.scheme ?? shop ?? 'standard';
  const mapping = options.mapping === undefined ? {} : { mapping: await readJsonFile(options.mapping) };
  const reply = hookMade.parse(
    await client.call('POST', '/api/hooks', {
      name,
      source,
      shop: shop ?? null,
      signing: { scheme, ...(clientId ? { clientId } : {}), ...(header ? { header, encoding: 'hex' } : {}) },
      ...mapping,
      ...(await secretIn(options)),
    }),
  );
  const made = options.secretFile === undefined ? [say('cli-hooks-secret', { secret: reply.secret })] : [];
  return { reply, lines: [lineOf(reply, say), ...made] };
}

async function tryFile(
  client: Client,
  options: Options & { readonly file: string },
  say: Say,
): Promise<Told> {
  const { shop, source, mapping } = options;
  const given = mapping === undefined ? {} : { mapping: await readJsonFile(mapping) };
  const body = {
    shop: shop ?? null,
    source: source ?? 'trial',
    ...given,
    body: await textOfFile(options.file),
  };
  const reply = hookTrialReply.parse(await client.call('POST', '/api/hooks/try', body));
  const lines = [
    ...reply.refused.map(({ path, message, remedy }) =>
      say('cli-hooks-refused', { path, message, remedy: remedy ?? '' }).trimEnd(),
    ),
    ...reply.events.map(({ event, type, at, person }) =>
      say('cli-hooks-event', { event: event || type, at, person }),
    ),
    ...reply.orders.map(({ orderId, status, orderedAt, lines: of }) =>
      say('cli-hooks-order', { orderId, status, at: orderedAt, lines: of.length }),
    ),
    ...reply.refunds.map(({ orderId, refundId, amount }) =>
      say('cli-hooks-refund', { orderId, refundId, amount: amount ?? '–' }),
    ),
  ];
  return { reply, lines: lines.length > 0 ? lines : [say('cli-hooks-nothing')] };
}

interface Change {
  readonly client: Client;
  readonly say: Say;
  readonly body: object;
}

async function change({ id }: HookRow, { client, say, body }: Change): Promise<Told> {
  await client.call('PATCH', pathOf(id), body);
  const reply = hookDetail.parse(await client.call('GET', pathOf(id)));
  return { reply, lines: [lineOf(reply, say)] };
}

async function renewSecret(
  { id }: HookRow,
  { client, say, options }: Omit<Change, 'body'> & { readonly options: Options },
): Promise<Told> {
  const body = await secretIn(options);
  const reply = hookMade.parse(await client.call('POST', pathOf(id, '/secret'), body));
  const isGiven = body.secret !== undefined;
  return {
    reply,
    lines: [isGiven ? say('cli-hooks-secret-kept') : say('cli-hooks-secret', { secret: reply.secret })],
  };
}
