/** `audit list`, `audit reads`, and `audit verify`: exits 0 when the log is as it was written, 1 when it is not, and names what was found. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import { type AuditFinding, type AuditReport, auditList, auditReport } from '../../records/audit.ts';
import { maskedReadList } from '../../records/masked-read.ts';
import { optionsOf, type Terminal, verb, WorkFailed } from './terminal.ts';
import { withClient } from './with-client.ts';

interface ListOptions {
  readonly data: string;
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
}

/** Adds `audit list`, `audit reads` and `audit verify`. */
export function addAuditVerb(program: Command, terminal: Terminal): void {
  const audit = verb(program, terminal, { usage: 'audit', help: 'help-audit' });
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(audit, terminal, { usage: 'list', help: 'help-audit-list' })
    .option('--actor <id>', help('help-audit-actor'))
    .option('--action <action>', help('help-audit-action'))
    .option('--target <target>', help('help-audit-target'))
    .option('--from <time>', help('help-audit-from'))
    .option('--to <time>', help('help-audit-to'))
    .option('--limit <count>', help('help-audit-limit'), '50')
    .action((_options, command: Command) => list(terminal, optionsOf(command)));
  verb(audit, terminal, { usage: 'reads', help: 'help-audit-reads' })
    .option('--actor <id>', help('help-audit-actor'))
    .option('--from <day>', help('help-reads-from'))
    .option('--to <day>', help('help-reads-to'))
    .action((_options, command: Command) => reads(terminal, optionsOf(command)));
  verb(audit, terminal, { usage: 'verify', help: 'help-audit-verify' }).action((_options, command: Command) =>
    verify(terminal, optionsOf(command)),
  );
}

const queryOf = (given: Readonly<Record<string, string | undefined>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(given).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** The newest entries that fit, newest first. */
async function list(terminal: Terminal, { data, ...options }: ListOptions): Promise<void> {
  const { actor, action, target, from, to, limit } = options;
  const query = queryOf({ actor, action, target, from, to, limit });
  const { entries, nextCursor } = auditList.parse(
    await withClient(terminal, data, client => client.call('GET', `/api/audit?${query}`)),
  );
  terminal.out.result(
    { entries, nextCursor },
    entries.map(({ at, actor: who, actorKind, address, actionText, target: what, reason }) =>
      [at, who ?? actorKind, address ?? '–', actionText, what ?? '–', ...(reason ? [reason] : [])].join('  '),
    ),
  );
}

/** How many people each account and key read masked, by day and page. */
async function reads(
  terminal: Terminal,
  { data, actor, from, to }: Omit<ListOptions, 'limit'>,
): Promise<void> {
  const query = queryOf({ actor, from, to });
  const found = maskedReadList.parse(
    await withClient(terminal, data, client => client.call('GET', `/api/audit/reads?${query}`)),
  );
  terminal.out.result(
    found,
    found.reads.map(({ day, actor: who, actorKind, route, requests, people }) =>
      [day, who ?? actorKind, route, textOf('cli-reads', terminal.locale, { requests, people }).message].join(
        '  ',
      ),
    ),
  );
}

async function verify(terminal: Terminal, { data }: { data: string }): Promise<void> {
  const report = auditReport.parse(
    await withClient(terminal, data, client => client.call('POST', '/api/audit/verification')),
  );
  terminal.out.result(report, linesOf(report, terminal.locale));
  if (!report.intact) throw new WorkFailed();
}

function linesOf(report: AuditReport, locale: Locale): string[] {
  const { sealed, unsealed, checkpoints, lastCheckpoint, seconds } = report;
  const say = (code: string, params: Record<string, string | number>) => textOf(code, locale, params).message;
  const counts = { sealed, unsealed, checkpoints, seconds: seconds.toFixed(1) };
  return [
    say(report.intact ? 'audit-intact' : 'audit-tampered', counts),
    ...(lastCheckpoint ? [say('audit-last-checkpoint', lastCheckpoint)] : [say('audit-no-checkpoint', {})]),
    ...report.findings.map(finding => say(`audit-${finding.kind}`, wordsOf(finding))),
  ];
}

const wordsOf = (finding: AuditFinding): Record<string, string | number> => ({
  sealNo: finding.sealNo,
  lastSealNo: finding.lastSealNo,
  was: finding.was ?? '',
  auditId: finding.auditId ?? '',
  at: finding.at ?? '',
  action: finding.action ?? '',
  target: finding.target ?? '',
});
