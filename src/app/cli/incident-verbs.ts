/** `incident open|list|show|people|stop-sending|notice|close`: leaks of personal data and drills from the command line. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import type { IncidentSummary, IncidentView } from '../../records/incident.ts';
import { accountIdOf } from './account-lookup.ts';
import type { Client } from './client.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface OpenOptions {
  readonly data: string;
  readonly mode: string;
  readonly found: string;
  readonly foundAt?: string;
  readonly watermark?: string;
  readonly key?: string;
  readonly account?: string;
  readonly import?: string;
  readonly customers?: string;
  readonly from?: string;
  readonly to?: string;
}

interface NoticeOptions {
  readonly data: string;
  readonly cause?: string;
  readonly harm?: string;
  readonly measures?: string;
  readonly advice?: string;
  readonly contact?: string;
  readonly kinds?: readonly string[];
  readonly replace?: boolean;
  readonly to?: string;
  readonly language?: string;
  readonly file?: string;
  readonly told?: string;
}

type Adder = (usage: string, help: string) => Command;

/** Adds `incident …`. */
export function addIncidentVerbs(program: Command, terminal: Terminal): void {
  const incident = verb(program, terminal, { usage: 'incident', help: 'help-incident' });
  const add: Adder = (usage, help) => verb(incident, terminal, { usage, help });
  addOpen(add, terminal);
  add('list', 'help-incident-list').action((_options, command: Command) =>
    list(terminal, optionsOf(command)),
  );
  add('show <id>', 'help-incident-show').action((id: string, _options, command: Command) =>
    show(terminal, optionsOf(command), client => client.call('GET', at(id))),
  );
  addDeeds(add, terminal);
  addNotice(add, terminal);
}

const at = (id: string, rest = '') => `/api/incidents/${encodeURIComponent(id)}${rest}`;
const helpOf = (terminal: Terminal) => (code: string) => textOf(code, terminal.locale).message;

function addOpen(add: Adder, terminal: Terminal): void {
  const help = helpOf(terminal);
  add('open', 'help-incident-open')
    .requiredOption('--mode <mode>', help('help-incident-mode'))
    .requiredOption('--found <text>', help('help-incident-found'))
    .option('--found-at <time>', help('help-incident-found-at'))
    .option('--watermark <text>', help('help-incident-watermark'))
    .option('--key <name>', help('help-incident-key'))
    .option('--account <email>', help('help-incident-account'))
    .option('--import <id>', help('help-incident-import'))
    .option('--customers <file>', help('help-incident-customers'))
    .option('--from <time>', help('help-incident-from'))
    .option('--to <time>', help('help-incident-to'))
    .action((_options, command: Command) => open(terminal, optionsOf(command)));
}

function addDeeds(add: Adder, terminal: Terminal): void {
  const help = helpOf(terminal);
  add('people <id>', 'help-incident-people')
    .option('--extent <extent>', help('help-incident-extent'), 'proven')
    .option('--out <file>', help('help-incident-out'))
    .action((id: string, _options, command: Command) => people(terminal, id, optionsOf(command)));
  add('stop-sending <id>', 'help-incident-stop')
    .option('--all', help('help-incident-all'))
    .action((id: string, _options, command: Command) => stop(terminal, id, optionsOf(command)));
  add('close <id>', 'help-incident-close')
    .requiredOption('--conclusion <text>', help('help-incident-conclusion'))
    .action((id: string, _options, command: Command) => {
      const options = optionsOf<{ conclusion: string }>(command);
      const body = { conclusion: options.conclusion };
      return show(terminal, options, client => client.call('POST', at(id, '/close'), body));
    });
}

function addNotice(add: Adder, terminal: Terminal): void {
  const help = helpOf(terminal);
  add('notice <id>', 'help-incident-notice')
    .option('--cause <text>', help('help-incident-cause'))
    .option('--harm <text>', help('help-incident-harm'))
    .option('--measures <text>', help('help-incident-measures'))
    .option('--advice <text>', help('help-incident-advice'))
    .option('--contact <text>', help('help-incident-contact'))
    .option('--kinds <kind...>', help('help-incident-kinds'))
    .option('--replace', help('help-incident-replace'))
    .option('--to <recipient>', help('help-incident-recipient'))
    .option('--language <locale>', help('help-incident-language'))
    .option('--file <file>', help('help-incident-file'))
    .option('--told <time>', help('help-incident-told'))
    .action((id: string, _options, command: Command) => notice(terminal, id, optionsOf(command)));
}

/** Throws `file-unreadable`. */
const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw badInput('file-unreadable', { path: 'FILE', received: path, cause });
  });

async function sourceOf(client: Client, options: OpenOptions): Promise<object> {
  const span = {
    ...(options.from ? { from: options.from } : {}),
    ...(options.to ? { to: options.to } : {}),
  };
  const named = [options.watermark, options.key, options.account, options.import, options.customers];
  const isSpan = Object.keys(span).length > 0;
  const given = named.filter(each => each !== undefined).length;
  if (given > 1 || (given === 0 && !isSpan)) throw badInput('incident-source-one', { path: 'source' });
  if (options.watermark !== undefined) return { kind: 'file', watermark: options.watermark };
  if (options.key !== undefined) return { kind: 'key', name: options.key, ...span };
  if (options.account !== undefined)
    return { kind: 'account', userId: await accountIdOf(client, options.account), ...span };
  if (options.import !== undefined) return { kind: 'import', importId: options.import };
  if (options.customers === undefined) return { kind: 'span', ...span };
  const lines = (await readText(options.customers)).replace(/^\ufeff/, '').split(/\r?\n/);
  return { kind: 'customers', numbers: lines.filter(line => line.trim() !== '') };
}

const open = (terminal: Terminal, options: OpenOptions) =>
  show(terminal, options, async client =>
    client.call('POST', '/api/incidents', {
      mode: options.mode,
      finding: options.found,
      ...(options.foundAt ? { foundAt: options.foundAt } : {}),
      source: await sourceOf(client, options),
    }),
  );

/** `2 h 5 min`. */
const span = (seconds: number) => `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;

/** The checklist, a line a step. */
function checklist({ locale }: Terminal, { steps }: IncidentSummary): string[] {
  const word = (code: string) => textOf(`incident-step-${code}`, locale).message;
  return steps.map(({ step, at: done, by, elapsedSeconds, late }) => {
    const state = done === null ? word('open') : `${done}  +${span(elapsedSeconds ?? 0)}  ${by ?? ''}`;
    return `${done === null ? '[ ]' : '[x]'} ${word(step)}  ${state}${late ? `  ! ${word('late')}` : ''}`;
  });
}

async function list(terminal: Terminal, { data }: { readonly data: string }): Promise<void> {
  const reply = (await withClient(terminal, data, client => client.call('GET', '/api/incidents'))) as {
    incidents: IncidentSummary[];
  };
  const modeOf = (mode: string) => textOf(`incident-mode-${mode}`, terminal.locale).message;
  const lines = reply.incidents.map(row =>
    [
      row.incidentId,
      modeOf(row.mode),
      row.foundAt,
      `${row.people?.people ?? '–'}`,
      `${row.steps.filter(step => step.at !== null).length}/${row.steps.length}`,
      row.finding,
    ].join('  '),
  );
  const none = textOf('cli-incident-none', terminal.locale).message;
  terminal.out.result(reply, lines.length === 0 ? [none] : lines);
}

async function show(
  terminal: Terminal,
  { data }: { readonly data: string },
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const view = (await withClient(terminal, data, work)) as IncidentView;
  const { steps: _steps, notices, stopped, ...rest } = view;
  const drill = stopped?.drill ? [textOf('cli-incident-drill-stop', terminal.locale).message] : [];
  terminal.out.result(view, [
    ...plainLines(rest),
    ...drill,
    ...(stopped ? plainLines({ stopped }) : []),
    ...notices.flatMap(each => ['', `--- ${each.recipient} ${each.locale}`, each.body.trimEnd()]),
    '',
    ...checklist(terminal, view),
  ]);
}

interface PeopleOptions {
  readonly data: string;
  readonly extent: string;
  readonly out?: string;
}

async function people(terminal: Terminal, id: string, options: PeopleOptions): Promise<void> {
  const { out, extent } = options;
  if (out === undefined)
    return show(terminal, options, client => client.call('POST', at(id, '/people'), { extent }));
  await withClient(terminal, options.data, client => client.download(at(id, '/people/file'), out));
  terminal.out.result({ file: out }, [textOf('cli-incident-file', terminal.locale, { file: out }).message]);
}

const stop = (terminal: Terminal, id: string, options: { readonly data: string; readonly all?: boolean }) =>
  show(terminal, options, client =>
    client.call('POST', at(id, '/stop-sending'), { campaigns: options.all ? 'all' : 'affected' }),
  );

const notice = (terminal: Terminal, id: string, options: NoticeOptions) =>
  show(terminal, options, async client => {
    const { to, language = terminal.locale, file, told } = options;
    if (told !== undefined) {
      const body = told === 'now' ? {} : { at: told };
      return client.call('POST', at(id, `/notices/${encodeURIComponent(to ?? '')}/told`), body);
    }
    if (file !== undefined) {
      const path = `/notices/${encodeURIComponent(to ?? '')}/${encodeURIComponent(language)}`;
      return client.call('PUT', at(id, path), { body: await readText(file) });
    }
    const { cause, harm, measures, advice, contact, kinds: dataKinds, replace } = options;
    return client.call('POST', at(id, '/notices'), {
      cause,
      harm,
      measures,
      advice,
      contact,
      dataKinds,
      replace,
    });
  });
