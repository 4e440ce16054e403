/** `serve`: runs the server until it is asked to stop, and then stops within ten seconds. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput, unavailable } from '../../kernel/errors.ts';
import { hasAccounts } from '../accounts.store.ts';
import type { Role, Service } from '../service.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';

export const defaultPort = 4680;
const patienceMs = 10_000;

interface ServeOptions {
  readonly port?: string;
  readonly host: string;
  readonly role: string;
}

/** Adds `serve`. */
export function addServeVerb(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(program, terminal, { usage: 'serve', help: 'help-serve' })
    .option('--port <n>', help('help-port'))
    .option('--host <address>', help('help-host'), '127.0.0.1')
    .option('--role <role>', help('help-role'), 'all')
    .action((_options, command: Command) => serve(terminal, optionsOf<ServeOptions>(command)));
}

async function serve(terminal: Terminal, options: ServeOptions & { data: string }): Promise<void> {
  const { env, log, out, streams } = terminal;
  const asked = { role: roleOf(options.role), port: portOf(options.port ?? env['REKINDLE_PORT']) };
  const { openService } = await import('../service.ts');
  const stop = stopSignal();
  const service = await openService({
    dataFolder: options.data,
    env,
    ...asked,
    host: options.host,
    log,
  });
  try {
    await untilReady(service);
    if (!(await hasAccounts(service.ctx))) out.say('cli-no-accounts');
    streams.stdout.write(`ready ${service.url}\n`);
    const ended = service.stateEnded.then(() => 'state-server-ended' as const);
    const lost = await Promise.race([stop, ended]);
    // Whoever watches over the server starts it again, and the next start recovers what was committed.
    if (lost) throw unavailable(lost);
    out.say('cli-stopping');
  } finally {
    await closeInTime(service, log);
  }
}

const roles: readonly Role[] = ['all', 'api', 'worker'];

function roleOf(text: string): Role {
  const role = roles.find(known => known === text);
  if (!role) throw badInput('role-unknown', { path: '--role', received: text, expected: roles.join(', ') });
  return role;
}

/** The port asked for; throws `port-invalid`. */
export function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return defaultPort;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw badInput('port-invalid', { path: '--port', received: text });
  return port;
}

/** Resolves at the first request to stop; a second one ends the process at once. */
export function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
}

async function untilReady(service: Service): Promise<void> {
  for (;;) {
    const { statusCode } = await service.app.inject('/readyz');
    if (statusCode === 200) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/** Whatever still hangs after ten seconds is left to the next start, which is made for it. */
export async function closeInTime(service: Pick<Service, 'close'>, log: Terminal['log']): Promise<void> {
  const guard = setTimeout(() => {
    log.error({}, 'stopped-by-force');
    process.exit(1);
  }, patienceMs);
  await service.close();
  clearTimeout(guard);
}
