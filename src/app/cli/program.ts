/** The verbs and options of the command line, as CONTRACT names them. */
import { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Locale } from '../../kernel/settings.ts';
import { productVersion } from '../product-version.ts';
import { addAccountVerbs } from './account-verbs.ts';
import { addCampaignVerbs } from './campaign-verbs.ts';
import { addDemoVerb } from './demo-verb.ts';
import { addImportVerb } from './import-verb.ts';
import { addModelVerb } from './model-verb.ts';
import type { Output, Streams } from './output.ts';
import { addReviewVerb } from './review-verb.ts';
import { addSegmentVerbs } from './segment-verbs.ts';
import { addServeVerb } from './serve-verb.ts';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Output;
  readonly log: Logger;
  readonly locale: Locale;
  readonly streams: Streams;
}

/** Options every verb takes. */
export interface CommonOptions {
  readonly data: string;
  readonly json?: boolean;
}

/** Verbs of later issues: they say so and exit 2. */
const laterVerbs = ['quality', 'backup', 'restore', 'doctor', 'erase', 'export', 'audit', 'move'];

export function buildProgram(terminal: Terminal): Command {
  const { locale, streams } = terminal;
  const program = configured(new Command('rekindle'), terminal)
    .description(textOf('help-rekindle', locale).message)
    .version(productVersion)
    .exitOverride()
    .configureOutput({
      writeOut: text => void streams.stdout.write(text),
      writeErr: text => void streams.stderr.write(text),
      // `main` reports usage errors itself, once.
      outputError: () => {},
    });
  for (const add of [
    addServeVerb,
    addAccountVerbs,
    addImportVerb,
    addReviewVerb,
    addSegmentVerbs,
    addCampaignVerbs,
    addModelVerb,
    addDemoVerb,
  ]) {
    add(program, terminal);
  }
  for (const verb of laterVerbs) addLater(program, verb);
  return program;
}

/** A subcommand that inherits how errors leave, with the options all verbs share. */
export function verb(parent: Command, terminal: Terminal, usage: string, help: string): Command {
  const command = parent.command(usage).description(textOf(help, terminal.locale).message);
  return configured(command, terminal);
}

function configured(command: Command, { env, locale }: Terminal): Command {
  return command
    .option('--data <dir>', textOf('help-data', locale).message, env['REKINDLE_DATA'] || './data')
    .option('--json', textOf('help-json', locale).message);
}

/** The options of a verb with those given before it: `rekindle --data D review` equals `rekindle review --data D`. */
export function optionsOf<T extends object>(command: Command): T & CommonOptions {
  const given: Record<string, unknown> = {};
  const chain: Command[] = [];
  for (let at: Command | null = command; at; at = at.parent) chain.unshift(at);
  for (const at of chain) {
    for (const [name, value] of Object.entries(at.opts())) {
      if (given[name] === undefined || at.getOptionValueSource(name) !== 'default') given[name] = value;
    }
  }
  return given as T & CommonOptions;
}

function addLater(program: Command, name: string): void {
  program
    .command(name, { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action(() => {
      throw badInput('verb-not-built', { params: { verb: name } });
    });
}
