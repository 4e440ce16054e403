/** `keys list` and `keys rotate`: the keys of the data. No verb shows a key. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import { type KeyGeneration, keyGenerationList, keyRotationReport } from '../../records/key-ring.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

const path = '/api/key-generations';

/** Adds `keys list` and `keys rotate`. */
export function addKeyRingVerbs(program: Command, terminal: Terminal): void {
  const keys = verb(program, terminal, { usage: 'keys', help: 'help-keys' });
  verb(keys, terminal, { usage: 'list', help: 'help-keys-list' }).action((_options, command: Command) =>
    list(terminal, optionsOf(command)),
  );
  verb(keys, terminal, { usage: 'rotate', help: 'help-keys-rotate' }).action((_options, command: Command) =>
    rotate(terminal, optionsOf(command)),
  );
}

function standingOf({ current, dataRetiredAt, indexRetiredAt }: KeyGeneration): string {
  if (current) return 'cli-keys-current';
  if (dataRetiredAt && indexRetiredAt) return 'cli-keys-retired';
  return dataRetiredAt ? 'cli-keys-data-retired' : 'cli-keys-used';
}

const lineOf = (each: KeyGeneration, locale: Locale): string =>
  textOf('cli-keys-generation', locale, {
    generation: each.generation,
    madeAt: each.madeAt,
    encrypted: each.encryptedRows,
    indexed: each.indexedRows,
    standing: textOf(standingOf(each), locale).message,
  }).message;

async function list(terminal: Terminal, { data }: { data: string }): Promise<void> {
  const found = keyGenerationList.parse(await withClient(terminal, data, client => client.call('GET', path)));
  terminal.out.result(
    found,
    found.generations.map(each => lineOf(each, terminal.locale)),
  );
}

async function rotate(terminal: Terminal, { data }: { data: string }): Promise<void> {
  const report = keyRotationReport.parse(
    await withClient(terminal, data, client => client.call('POST', path)),
  );
  const { generation, rows, left } = report;
  const say = (code: string, params: Record<string, string | number>) =>
    textOf(code, terminal.locale, params).message;
  terminal.out.result(report, [
    say('cli-keys-rotated', { generation, rows, seconds: report.seconds.toFixed(1) }),
    ...(left > 0 ? [say('cli-keys-left', { left })] : []),
  ]);
}
