/** `doctor`: every check with its remedy; when the data folder cannot even be opened, that is the finding. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { CodedError } from '../../kernel/errors.ts';
import { type Health, healthSchema } from '../../records/health.ts';
import { errorReply } from '../error-reply.ts';
import { Refusal } from './client.ts';
import { optionsOf, type Terminal, verb, WorkFailed } from './terminal.ts';
import { withClient } from './with-client.ts';

/** Adds `doctor`. */
export function addDoctorVerb(program: Command, terminal: Terminal): void {
  verb(program, terminal, { usage: 'doctor', help: 'help-doctor' }).action((_options, command: Command) =>
    doctor(terminal, optionsOf(command)),
  );
}

/** Exit status 0 also with warnings, 1 when a check fails, 3 when a store is not there. */
async function doctor(terminal: Terminal, options: { data: string }): Promise<void> {
  const { status, health } = await examine(terminal, options.data);
  terminal.out.result(health, health.checks.flatMap(lines(terminal)));
  if (status !== 0) throw new WorkFailed(status);
}

async function examine(
  terminal: Terminal,
  dataFolder: string,
): Promise<{ status: 0 | 1 | 3; health: Health }> {
  try {
    const reply = await withClient(terminal, dataFolder, client => client.call('GET', '/api/health'));
    const health = healthSchema.parse(reply);
    const storeDown = health.checks.some(({ name, status }) => isStore(name) && status === 'fail');
    return { status: storeDown ? 3 : health.status === 'fail' ? 1 : 0, health };
  } catch (failure) {
    return { status: 3, health: unopened(failure, terminal) };
  }
}

const isStore = (name: string): boolean => name === 'state' || name === 'facts';

/** What kept the stores from opening, as the one check that was possible. Other failures pass. */
function unopened(failure: unknown, { locale }: Terminal): Health {
  if (!(failure instanceof CodedError || failure instanceof Refusal)) throw failure;
  const { code, message, remedy } =
    failure instanceof Refusal ? failure.body : errorReply(failure, locale).body.error;
  const name = code.startsWith('facts') ? 'facts' : 'state';
  return {
    status: 'fail',
    checkedAt: new Date().toISOString(),
    checks: [{ name, status: 'fail', message, ...(remedy ? { remedy } : {}) }],
  };
}

const marks = { ok: '✓', warn: '!', fail: '✗' } as const;

const lines =
  ({ locale }: Terminal) =>
  ({ name, status, message, remedy }: Health['checks'][number]): string[] => [
    `${marks[status]} ${textOf(`check-${name}`, locale).message}: ${message}`,
    ...(remedy && status !== 'ok' ? [`  → ${remedy}`] : []),
  ];
