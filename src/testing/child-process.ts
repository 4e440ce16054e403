/** Starts one of our programs as a child and talks to it by lines, for tests about what happens between processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { invariant } from '../kernel/invariant.ts';
import { searchText } from './leaks.ts';

export interface Child {
  readonly process: ChildProcess;
  /** The next line it prints, parsed as JSON. */
  line<T>(): Promise<T>;
  /** Sends a signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Tells it to close and waits for the end. */
  close(): Promise<void>;
  /** Waits for the end it comes to by itself; throws unless that is a clean one (exit 0, no signal). */
  ended(): Promise<void>;
}

export interface ChildOptions {
  /** Account to run under; only root may choose. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `node SCRIPT ARGS…` with our environment. Its errors appear among the test's own. */
export function startChild(script: string, args: readonly string[], options: ChildOptions = {}): Child {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...options.account,
  });
  invariant(child.stdout && child.stderr && child.stdin, 'the child has pipes');
  const program = basename(script);
  child.stderr.pipe(process.stderr, { end: false });
  for (const [name, stream] of [
    ['stdout', child.stdout],
    ['stderr', child.stderr],
  ] as const)
    createInterface({ input: stream }).on('line', line => searchText(`${name} of ${program}`, line));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // Listened for from the start: a child that has died by a signal has no exit code, and its event does not come again.
  const ended = once(child, 'exit');
  const end = async (act: () => void) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    act();
    await ended;
  };
  return {
    process: child,
    async line<T>() {
      const { value, done } = await lines.next();
      invariant(!done, 'the child ended before it answered');
      return JSON.parse(value) as T;
    },
    kill: signal => end(() => child.kill(signal)),
    close: () => end(() => child.stdin?.end('close\n')),
    async ended() {
      await ended;
      const how = child.signalCode ?? child.exitCode;
      invariant(how === 0, `${program} ended with ${how} instead of 0`);
    },
  };
}
