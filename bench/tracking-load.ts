/** Runs the client of a tracking benchmark in a process of its own. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Load, Sent } from './tracking-client.ts';

export type { Load, Sent };

/** Sends a load and returns what the client measured once all of it was answered. Throws when the client fails. */
export async function sendLoad(load: Load): Promise<Sent> {
  const child = fork(join(import.meta.dirname, 'tracking-client.ts'));
  const sent = Promise.withResolvers<Sent>();
  child.on('message', said => {
    if (said === 'ready') child.send('go');
    else sent.resolve(said as Sent);
  });
  child.on('exit', status => sent.reject(new RangeError(`the client ended with ${status}`)));
  child.send(load);
  return sent.promise;
}
