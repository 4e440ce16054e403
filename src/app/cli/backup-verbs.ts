/** `backup --out PATH` and `restore PATH`: the whole deployment into a folder, and back. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface PassphraseOptions {
  readonly data: string;
  readonly passphraseFile?: string;
  readonly passphraseStdin?: boolean;
}

interface RestoreOptions extends PassphraseOptions {
  readonly erasures?: string;
}

/** Adds `backup` and `restore`. */
export function addBackupVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const withPassphrase = (command: Command) =>
    command
      .option('--passphrase-file <file>', help('help-passphrase-file'))
      .option('--passphrase-stdin', help('help-passphrase-stdin'));
  withPassphrase(verb(program, terminal, { usage: 'backup', help: 'help-backup' }))
    .requiredOption('--out <path>', help('help-backup-out'))
    .action((_options, command: Command) => backup(terminal, optionsOf(command)));
  withPassphrase(verb(program, terminal, { usage: 'restore <path>', help: 'help-restore' }))
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

/** From a file, standard input or `REKINDLE_BACKUP_PASSPHRASE`, never from an argument, which others could read. */
async function passphraseOf({ env }: Terminal, options: PassphraseOptions): Promise<string> {
  const { passphraseFile: file, passphraseStdin } = options;
  const firstLine = (content: string) => content.split(/\r?\n/)[0] ?? '';
  if (file !== undefined)
    return firstLine(
      await readFile(file, 'utf8').catch((cause: unknown) => {
        throw badInput('file-unreadable', { path: '--passphrase-file', received: file, cause });
      }),
    );
  const given = passphraseStdin ? firstLine(await text(process.stdin)) : env['REKINDLE_BACKUP_PASSPHRASE'];
  if (given) return given;
  throw badInput('passphrase-missing', { path: '--passphrase-file' });
}
