/** A passphrase from a file, standard input or the environment, never from an argument, which others could read. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import type { Terminal } from './terminal.ts';

export interface PassphraseOptions {
  readonly data: string;
  readonly passphraseFile?: string;
  readonly passphraseStdin?: boolean;
}

/** Adds the options by which a passphrase is given. */
export const withPassphrase = (command: Command, { locale }: Terminal): Command =>
  command
    .option('--passphrase-file <file>', textOf('help-passphrase-file', locale).message)
    .option('--passphrase-stdin', textOf('help-passphrase-stdin', locale).message);

/** The passphrase; without an option that of `REKINDLE_BACKUP_PASSPHRASE`. Throws `file-unreadable`, `passphrase-missing`. */
export async function passphraseOf({ env }: Terminal, options: PassphraseOptions): Promise<string> {
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
