/** `audit verify`: exits 0 when the log is as it was written, 1 when it is not, and names what was found. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import { type AuditFinding, type AuditReport, auditReport } from '../../records/audit.ts';
import { optionsOf, type Terminal, verb, WorkFailed } from './terminal.ts';
import { withClient } from './with-client.ts';

/** Adds `audit verify`. */
export function addAuditVerb(program: Command, terminal: Terminal): void {
  const audit = verb(program, terminal, { usage: 'audit', help: 'help-audit' });
  verb(audit, terminal, { usage: 'verify', help: 'help-audit-verify' }).action((_options, command: Command) =>
    verify(terminal, optionsOf(command)),
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
