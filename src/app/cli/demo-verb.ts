/** `demo`: loads a shop or a data set, runs the whole loop and serves the console on it. */
import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { plainLines } from './output.ts';
import { closeInTime, portOf, stopSignal } from './serve-verb.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';

interface DemoVerbOptions {
  readonly once?: boolean;
  readonly dataset: string;
  readonly from?: string;
  readonly seed: string;
  readonly customers: string;
  readonly port?: string;
  readonly host: string;
}

/** Adds `demo`. */
export function addDemoVerb(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(program, terminal, { usage: 'demo', help: 'help-demo' })
    .option('--once', help('help-once'))
    .option('--dataset <name>', help('help-dataset'), 'shop')
    .option('--from <dir>', help('help-from'))
    .option('--seed <n>', help('help-seed'), '1')
    .option('--customers <n>', help('help-customers'), '20000')
    .option('--port <n>', help('help-port'))
    .option('--host <address>', help('help-host'), '127.0.0.1')
    .action((_options, command: Command) => demo(terminal, command));
}

async function demo(terminal: Terminal, command: Command): Promise<void> {
  const { env, out, log, streams } = terminal;
  const options = optionsOf<DemoVerbOptions>(command);
  const once = options.once ?? false;
  const chosen = {
    dataset: datasetOf(options.dataset),
    from: await folderOf(options),
    seed: whole('--seed', options.seed, { from: 0, to: 2 ** 32 }),
    customers: whole('--customers', options.customers, { from: 500, to: 1_000_000 }),
    port: once ? 0 : portOf(options.port ?? env['REKINDLE_PORT']),
  };
  const { openDemo } = await import('../demo/demo.ts');
  const stop = stopSignal();
  const run = await openDemo({
    ...chosen,
    dataFolder: once && !isNamed(terminal, command) ? null : options.data,
    env,
    host: options.host,
    out,
    log,
  });
  try {
    out.result(run.report, plainLines(run.report));
    if (once) return;
    run.service.startTicks();
    if (run.account) out.say('demo-account', run.account);
    else out.say('demo-account-known');
    out.say('demo-serving', { url: run.service.url });
    streams.stdout.write(options.json ? '' : `ready ${run.service.url}\n`);
    await stop;
    out.say('cli-stopping');
  } finally {
    await closeInTime(run, log);
  }
}

/** One run without a folder named leaves nothing behind. */
function isNamed({ env }: Terminal, command: Command): boolean {
  const given = [command, command.parent].some(at => at?.getOptionValueSource('data') === 'cli');
  return given || Boolean(env['REKINDLE_DATA']);
}

function datasetOf(name: string): 'shop' | 'online-retail' {
  if (name === 'shop' || name === 'online-retail') return name;
  throw badInput('field-invalid', {
    path: '--dataset',
    received: name,
    expected: 'shop, online-retail',
    params: { path: '--dataset' },
  });
}

async function folderOf({ dataset, from }: DemoVerbOptions): Promise<string> {
  if (dataset === 'shop') return '';
  if (from === undefined) throw badInput('demo-dataset-missing', { path: '--from', expected: 'DIR' });
  await access(from).catch((cause: unknown) => {
    throw badInput('file-unreadable', { path: '--from', received: from, cause });
  });
  return from;
}

function whole(option: string, text: string, range: { from: number; to: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.from && value <= range.to) return value;
  const expected = `${range.from} – ${range.to}`;
  throw badInput('field-invalid', { path: option, received: text, expected, params: { path: option } });
}
