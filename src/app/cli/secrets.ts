/**
 * Passwords and codes, asked for on the terminal without showing them or read from standard input, one a line in the
 * order they are asked for. Never from an argument or the environment, which other programs could read.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import type { Terminal } from './terminal.ts';

export interface SecretOptions {
  readonly secretsStdin?: boolean;
}

/** Adds the option by which secrets come from standard input. */
export const withSecrets = (command: Command, { locale }: Terminal): Command =>
  command.option('--secrets-stdin', textOf('help-secrets-stdin', locale).message);

/** Asks for one secret; `code` names the question in the catalogue. Throws `cli-secret-missing`. */
export type Ask = (code: string) => Promise<string>;

/** Where this command's secrets come from. */
export function secretsOf(terminal: Terminal, { secretsStdin }: SecretOptions): Ask {
  if (secretsStdin) return askLines();
  if (process.stdin.isTTY) return code => askUnseen(terminal, code);
  return () => Promise.reject(missing());
}

const missing = () => badInput('cli-secret-missing', { path: '--secrets-stdin' });

function askLines(): Ask {
  let lines: string[] | null = null;
  return async () => {
    lines ??= (await text(process.stdin)).split(/\r?\n/);
    const line = lines.shift();
    if (!line) throw missing();
    return line;
  };
}

/** The line editor of Node, its echo thrown away. */
async function askUnseen({ streams, locale }: Terminal, code: string): Promise<string> {
  streams.stderr.write(`${textOf(code, locale).message}: `);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true, historySize: 0 });
  // Ctrl-C and Ctrl-D close the line without an answer.
  const given = await Promise.race([
    lines.question(''),
    new Promise<null>(resolve => lines.once('close', () => resolve(null))),
  ]).finally(() => {
    lines.close();
    streams.stderr.write('\n');
  });
  if (!given) throw missing();
  return given;
}
