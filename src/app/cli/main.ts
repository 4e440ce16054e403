/**
 * From arguments to an exit status: 0 done, 1 the work failed, 2 bad usage or bad input, 3 a store or service is
 * unavailable. Nothing here decides anything else.
 */
import { CommanderError } from 'commander';
import { badInput } from '../../kernel/errors.ts';
import { codedErrorOf, errorReply, exitStatusOf } from '../error-reply.ts';
import { createLog } from '../log.ts';
import { Refusal } from './client.ts';
import { createOutput, type Output, type Streams, terminalLocale } from './output.ts';
import { buildProgram } from './program.ts';
import { WorkFailed } from './terminal.ts';

export interface CommandLine {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly streams: Streams;
}

/** Runs one command and returns its exit status; never throws. */
export async function runCommand({ argv, env, streams }: CommandLine): Promise<number> {
  const json = argv.includes('--json');
  const locale = terminalLocale(env);
  const out = createOutput(streams, locale, json);
  const log = createLog({ level: env['REKINDLE_LOG'] ?? (argv[0] === 'serve' ? 'info' : 'warn') });
  const program = buildProgram({ env, out, log, locale, streams, acting: { user: null } });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (failure) {
    return report(failure, out, log);
  }
}

function report(failure: unknown, out: Output, log: ReturnType<typeof createLog>): number {
  if (failure instanceof WorkFailed) return failure.status;
  if (failure instanceof CommanderError) return reportUsage(failure, out);
  if (failure instanceof Refusal) {
    out.failure(failure.body);
    if (failure.status === 503 || failure.status === 429) return 3;
    return failure.status >= 500 ? 1 : 2;
  }
  if (!codedErrorOf(failure)) log.error({ failure }, 'command-failed-unexpectedly');
  out.failure(errorReply(failure, out.locale).body.error);
  return exitStatusOf(failure);
}

/** Help and version are no failures; everything else commander refuses is wrong usage. */
function reportUsage(failure: CommanderError, out: Output): number {
  if (failure.exitCode === 0) return 0;
  const reason = failure.message.replace(/^error: /, '').replace(/\.$/, '');
  // Commander shows the help by itself when a verb is missing.
  if (failure.code === 'commander.help') return 2;
  out.failure(errorReply(badInput('usage-wrong', { params: { reason } }), out.locale).body.error);
  return 2;
}

/** The process entry: runs the command, lets stdout drain and exits, whatever handles engines have left open. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const status = await runCommand({ argv, env: process.env, streams: process });
  await new Promise<void>(resolve => process.stdout.write('', () => resolve()));
  process.exit(status);
}
