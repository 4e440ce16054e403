/** The product as people run it: `bin/rekindle` in a process of its own, for tests that kill, starve or restart it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { invariant } from '../kernel/invariant.ts';
import { searchText } from './leaks.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'rekindle');

export interface Ran {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
}

/** Starts a command in English with only errors logged; `env` adds to the environment, `input` is its whole stdin. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): Running {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, REKINDLE_LOCALE: 'en', REKINDLE_LOG: 'error', ...env },
  });
  child.stdin?.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (part: Buffer) => {
    stdout += part;
  });
  child.stderr?.on('data', (part: Buffer) => {
    stderr += part;
  });
  const done = once(child, 'close').then(([status, signal]) => {
    searchText(`stdout of rekindle ${args[0]}`, stdout);
    searchText(`stderr of rekindle ${args[0]}`, stderr);
    return {
      status: status as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout,
      stderr,
    };
  });
  return { child, done };
}

/** Runs a command with `--json` to its end and gives its status and its one object. */
export async function runCli<T = Record<string, unknown>>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<{ status: number | null; reply: T }> {
  const { status, stdout, stderr } = await startCli([...args, '--json'], env, input).done;
  invariant(stdout.startsWith('{'), `rekindle ${args[0]} answers JSON: ${stderr}`);
  return { status, reply: JSON.parse(stdout) as T };
}

/** Starts `serve` on a free port and waits until it is ready. */
export async function serveCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running & { readonly url: string }> {
  const running = startCli(['serve', '--port', '0', ...args], env);
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    running.child.stdout?.on('data', (part: Buffer) => {
      text += part;
      const found = /^ready (\S+)$/m.exec(text)?.[1];
      if (found) resolve(found);
    });
    void running.done.then(({ status, stderr }) =>
      reject(new Error(`serve ended with ${status}: ${stderr}`)),
    );
  });
  return { ...running, url };
}
