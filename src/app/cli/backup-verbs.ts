/** `backup --out PATH` and `restore PATH`: the whole deployment into a folder, and back. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { plainLines } from './output.ts';
import { type PassphraseOptions, passphraseOf, withPassphrase } from './passphrase.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface RestoreOptions extends PassphraseOptions {
  readonly erasures?: string;
}

/** Adds `backup` and `restore`. */
export function addBackupVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  withPassphrase(verb(program, terminal, { usage: 'backup', help: 'help-backup' }), terminal)
    .requiredOption('--out <path>', help('help-backup-out'))
    .action((_options, command: Command) => backup(terminal, optionsOf(command)));
  withPassphrase(verb(program, terminal, { usage: 'restore <path>', help: 'help-restore' }), terminal)
    .option('--erasures <file>', help('help-restore-erasures'))
    .action((path: string, _options, command: Command) => restoreFrom(terminal, path, optionsOf(command)));
}

async function backup(terminal: Terminal, options: PassphraseOptions & { out: string }): Promise<void> {
  const body = { out: resolve(options.out), passphrase: await passphraseOf(terminal, options) };
  const made = await withClient(terminal, options.data, client => client.call('POST', '/api/backups', body));
  terminal.out.result(made, plainLines(made));
}

async function restoreFrom(terminal: Terminal, path: string, options: RestoreOptions): Promise<void> {
  const { env, log, out } = terminal;
  const passphrase = await passphraseOf(terminal, options);
  const { restore } = await import('../restore.ts');
  const restored = await restore({
    from: resolve(path),
    dataFolder: resolve(options.data),
    passphrase,
    ...(options.erasures === undefined ? {} : { erasures: resolve(options.erasures) }),
    env,
    log,
    onStep: step => out.say(`cli-restore-${step}`),
  });
  out.result(restored, plainLines(restored));
  if (restored.campaignsPaused > 0) out.say('cli-campaigns-held', { count: restored.campaignsPaused });
}
