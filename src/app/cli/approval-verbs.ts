/** `approvals list|approve|reject`: what waits for a second person, decided from the command line. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { type ApprovalRow, approvalList } from '../../records/approval.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface ApprovalOptions {
  readonly data: string;
  readonly all?: boolean;
  readonly note: string;
}

/** Adds `approvals …`. */
export function addApprovalVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const approvals = verb(program, terminal, { usage: 'approvals', help: 'help-approvals' });
  verb(approvals, terminal, { usage: 'list', help: 'help-approvals-list' })
    .option('--all', help('help-approvals-all'))
    .action((_options, command: Command) => listApprovals(terminal, optionsOf(command)));
  for (const [usage, approve] of [
    ['approve', true],
    ['reject', false],
  ] as const) {
    verb(approvals, terminal, { usage: `${usage} <id>`, help: `help-approvals-${usage}` })
      .requiredOption('--note <text>', help('help-approvals-note'))
      .action((id: string, _options, command: Command) =>
        decide(terminal, { id, approve, ...optionsOf<ApprovalOptions>(command) }),
      );
  }
}

/** Those that wait, or with `--all` the newest 200 whatever became of them. */
async function listApprovals(terminal: Terminal, { data, all = false }: ApprovalOptions): Promise<void> {
  const reply = approvalList.parse(
    await withClient(terminal, data, client => client.call('GET', '/api/approvals')),
  );
  const approvals = reply.approvals.filter(row => all || row.state === 'waiting');
  const none = all ? [] : [textOf('cli-approvals-none', terminal.locale).message];
  terminal.out.result({ approvals }, approvals.length === 0 ? none : approvals.map(lineOf));
}

const lineOf = (row: ApprovalRow): string =>
  [
    row.approvalId,
    row.kind,
    row.target,
    Object.entries(row.detail)
      .map(([name, value]) => `${name}: ${value ?? '–'}`)
      .join(', '),
    row.requestedBy,
    row.state,
  ].join('  ');

async function decide(
  terminal: Terminal,
  { id, approve, note, data }: ApprovalOptions & { readonly id: string; readonly approve: boolean },
): Promise<void> {
  const path = `/api/approvals/${encodeURIComponent(id)}/decision`;
  const reply = await withClient(terminal, data, client => client.call('POST', path, { approve, note }));
  const code = approve ? 'cli-approved' : 'cli-rejected';
  terminal.out.result(reply as object, [textOf(code, terminal.locale).message]);
}
