/** What every verb is given, and how a verb and its options are made alike. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { Output, Streams } from './output.ts';

/** The work was done and its answer is bad: the verb has said so, only the exit status is left to tell. */
export class WorkFailed extends Error {
  readonly status: 1 | 3;
  constructor(status: 1 | 3 = 1) {
    super('work failed');
    this.status = status;
  }
}

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Output;
  readonly log: Logger;
  readonly locale: Locale;
  readonly streams: Streams;
  /** Whose log-in the command uses, by address; null: the folder's own command line. Set once the options are read. */
  readonly acting: { user: string | null };
}

/** Options every verb takes. */
export interface CommonOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly user?: string;
}

/** A subcommand that inherits how errors leave, with the options all verbs share; `help` is a catalogue code. */
export function verb(
  parent: Command,
  terminal: Terminal,
  { usage, help }: { readonly usage: string; readonly help: string },
): Command {
  return configured(parent.command(usage).description(textOf(help, terminal.locale).message), terminal);
}

/** Adds the options all verbs share. */
export function configured(command: Command, { env, locale }: Terminal): Command {
  return command
    .option('--data <dir>', textOf('help-data', locale).message, env['REKINDLE_DATA'] || './data')
    .option('--user <email>', textOf('help-as-user', locale).message)
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
