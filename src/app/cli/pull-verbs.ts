/** `pull list|add|change|run|rewind|remove` and `pull source …`; a pull and a source go by their names. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput, notFound } from '../../kernel/errors.ts';
import type { Client } from './client.ts';
import { readJsonFile } from './json-file.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
  readonly passwordFile?: string;
  readonly passwordStdin?: boolean;
  readonly evenIfMany?: boolean;
}

type Named = readonly { readonly id: string; readonly name: string }[];
type Work = (client: Client, options: Options) => Promise<unknown>;

async function idOf(client: Client, of: 'pulls' | 'sources', name: string): Promise<string> {
  const path = of === 'pulls' ? '/api/pulls' : '/api/pull-sources';
  const list = ((await client.call('GET', path)) as Readonly<Record<string, Named>>)[of] ?? [];
  const found = list.find(each => each.name === name || each.id === name);
  if (!found) throw notFound(of === 'pulls' ? 'pull-unknown' : 'pull-source-unknown', { received: name });
  return found.id;
}

/** Never an argument, which others could read. */
async function passwordOf({ passwordFile: file, passwordStdin }: Options): Promise<object> {
  const firstLine = (content: string) => content.split(/\r?\n/)[0] ?? '';
  if (file !== undefined) {
    const content = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw badInput('file-unreadable', { path: '--password-file', received: file, cause });
    });
    return { password: firstLine(content) };
  }
  return passwordStdin ? { password: firstLine(await text(process.stdin)) } : {};
}

const object = async (file: string): Promise<object> => (await readJsonFile(file)) as object;

/** The definition of a pull names its source. */
async function pullOf(client: Client, file: string): Promise<object> {
  const { source, ...pull } = (await object(file)) as { source?: unknown };
  if (typeof source !== 'string') return pull;
  return { ...pull, sourceId: await idOf(client, 'sources', source) };
}

/** Adds `pull` and the verbs below it. */
export function addPullVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const run = async (command: Command, work: Work) => {
    const options = optionsOf<Options>(command);
    const reply = await withClient(terminal, options.data, client => work(client, options));
    terminal.out.result(reply, plainLines(reply));
  };
  const add: Adding['add'] = (parent, [usage, code], work) =>
    verb(parent, terminal, { usage, help: code }).action((...args: unknown[]) =>
      run(args.at(-1) as Command, work(...args.filter(arg => typeof arg === 'string'))),
    );
  const withPassword = (command: Command) =>
    command
      .option('--password-file <file>', help('help-pull-password-file'))
      .option('--password-stdin', help('help-pull-password-stdin'));
  const pull = verb(program, terminal, { usage: 'pull', help: 'help-pull' });
  const of = async (client: Client, name = '') => `/api/pulls/${await idOf(client, 'pulls', name)}`;
  add(pull, ['list', 'help-pull-list'], () => client => client.call('GET', '/api/pulls'));
  add(
    pull,
    ['add <file>', 'help-pull-add'],
    (file = '') =>
      async client =>
        client.call('POST', '/api/pulls', await pullOf(client, file)),
  );
  add(
    pull,
    ['change <name> <file>', 'help-pull-change'],
    (name, file = '') =>
      async client =>
        client.call('PATCH', await of(client, name), await object(file)),
  );
  add(
    pull,
    ['run <name>', 'help-pull-run'],
    name => async client => client.call('POST', `${await of(client, name)}/run`),
  );
  add(
    pull,
    ['reconcile <name>', 'help-pull-reconcile'],
    name =>
      async (client, { evenIfMany = false }) =>
        client.call('POST', `${await of(client, name)}/reconcile`, { evenIfMany }),
  ).option('--even-if-many', help('help-pull-even-if-many'));
  add(
    pull,
    ['rewind <name>', 'help-pull-rewind'],
    name => async client => client.call('POST', `${await of(client, name)}/rewind`),
  );
  add(
    pull,
    ['remove <name>', 'help-pull-remove'],
    name => async client => client.call('DELETE', await of(client, name)),
  );
  addSourceVerbs(verb(pull, terminal, { usage: 'source', help: 'help-pull-source' }), { add, withPassword });
}

interface Adding {
  readonly add: (
    parent: Command,
    named: readonly [usage: string, help: string],
    work: (...args: string[]) => Work,
  ) => Command;
  readonly withPassword: (command: Command) => Command;
}

function addSourceVerbs(source: Command, { add, withPassword }: Adding): void {
  const of = async (client: Client, name = '') => `/api/pull-sources/${await idOf(client, 'sources', name)}`;
  add(source, ['list', 'help-pull-source-list'], () => client => client.call('GET', '/api/pull-sources'));
  withPassword(
    add(
      source,
      ['add <file>', 'help-pull-source-add'],
      (file = '') =>
        async (client, options) =>
          client.call('POST', '/api/pull-sources', {
            ...(await object(file)),
            ...(await passwordOf(options)),
          }),
    ),
  );
  withPassword(
    add(
      source,
      ['change <name> <file>', 'help-pull-source-change'],
      (name, file = '') =>
        async (client, options) =>
          client.call('PATCH', await of(client, name), {
            ...(await object(file)),
            ...(await passwordOf(options)),
          }),
    ),
  );
  add(
    source,
    ['test <name>', 'help-pull-source-test'],
    name => async client => client.call('POST', `${await of(client, name)}/test`),
  );
  add(
    source,
    ['preview <name> <file>', 'help-pull-source-preview'],
    (name, file = '') =>
      async client =>
        client.call('POST', `${await of(client, name)}/preview`, await object(file)),
  );
  add(
    source,
    ['remove <name>', 'help-pull-source-remove'],
    name => async client => client.call('DELETE', await of(client, name)),
  );
}
