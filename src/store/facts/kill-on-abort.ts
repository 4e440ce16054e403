/**
 * Passing a caller's abort on to the engine. Giving up the wait does not stop a statement, and `KILL … SYNC` hangs:
 * only `KILL QUERY … ASYNC`, given by another session, ends it (20 ms).
 */
import { quotedLiteral } from './parameter-text.ts';

/** How long a statement may take to notice before it is told again. */
const killAgainMs = 100;

/**
 * Kills the statement with this mark when the signal fires, again until the returned function is called: the first
 * order may come before the engine has registered the statement. `order` runs a statement on another session.
 */
export function killOnAbort(
  order: (statement: string) => Promise<void>,
  mark: string,
  signal?: AbortSignal,
): () => void {
  if (!signal) return () => {};
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const statement = `KILL QUERY WHERE startsWith(query, ${quotedLiteral(mark)}) ASYNC`;
  const kill = () => {
    last = last.then(() => order(statement)).catch(() => {});
  };
  const onAbort = () => {
    kill();
    timer = setInterval(kill, killAgainMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearInterval(timer);
    signal.removeEventListener('abort', onAbort);
  };
}
