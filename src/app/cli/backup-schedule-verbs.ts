/** `backups list`, `backups schedule` and `backups stop`: the copies there are, and those the server makes by itself. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { backupListSchema } from '../../records/backup.ts';
import { backupScheduleView } from '../../records/backup-schedule.ts';
import { type PassphraseOptions, passphraseOf, withPassphrase } from './passphrase.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface ScheduleOptions extends PassphraseOptions {
  readonly at: string;
  readonly keep: string;
  readonly samePassphrase?: boolean;
}

const path = '/api/backup-schedule';

/** Adds the verbs of `backups`. */
export function addBackupScheduleVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const backups = verb(program, terminal, { usage: 'backups', help: 'help-backups' });
  verb(backups, terminal, { usage: 'list', help: 'help-backups-list' }).action((_options, command: Command) =>
    list(terminal, optionsOf(command)),
  );
  withPassphrase(verb(backups, terminal, { usage: 'schedule', help: 'help-backups-schedule' }), terminal)
    .requiredOption('--at <time>', help('help-backups-at'))
    .option('--keep <count>', help('help-backups-keep'), '7')
    .option('--same-passphrase', help('help-backups-same'))
    .action((_options, command: Command) => schedule(terminal, optionsOf(command)));
  verb(backups, terminal, { usage: 'stop', help: 'help-backups-stop' }).action((_options, command: Command) =>
    stop(terminal, optionsOf(command)),
  );
}

function show(terminal: Terminal, reply: unknown): void {
  const view = backupScheduleView.parse(reply);
  terminal.out.result(view, [lineOf(terminal, view.schedule)]);
}

function lineOf(
  { locale }: Terminal,
  standing: ReturnType<typeof backupScheduleView.parse>['schedule'],
): string {
  if (!standing) return textOf('cli-backups-unscheduled', locale).message;
  const { at, keep, nextAt, lastVerifiedAt, failures, error } = standing;
  const said = { at, keep, nextAt, lastVerifiedAt: lastVerifiedAt ?? '–' };
  const line = textOf('cli-backups-scheduled', locale, said).message;
  if (failures === 0) return line;
  return `${line} ${textOf('cli-backups-failing', locale, { failures, error: error ?? '' }).message}`;
}

async function list(terminal: Terminal, { data }: { data: string }): Promise<void> {
  const [made, standing] = await withClient(terminal, data, async client => [
    backupListSchema.parse(await client.call('GET', '/api/backups')),
    backupScheduleView.parse(await client.call('GET', path)),
  ]);
  terminal.out.result({ ...made, ...standing }, [
    lineOf(terminal, standing.schedule),
    ...made.backups.map(each => `${each.madeAt}  ${(each.bytes / 1e6).toFixed(1)} MB  ${each.path}`),
  ]);
}

async function schedule(terminal: Terminal, options: ScheduleOptions): Promise<void> {
  if (!/^\d{1,2}$/.test(options.keep))
    throw badInput('field-invalid', {
      path: '--keep',
      received: options.keep,
      expected: '1–90',
      params: { path: '--keep' },
    });
  const passphrase = options.samePassphrase ? {} : { passphrase: await passphraseOf(terminal, options) };
  const body = { at: options.at, keep: Number(options.keep), ...passphrase };
  show(terminal, await withClient(terminal, options.data, client => client.call('PUT', path, body)));
}

async function stop(terminal: Terminal, { data }: { data: string }): Promise<void> {
  show(terminal, await withClient(terminal, data, client => client.call('DELETE', path)));
}
