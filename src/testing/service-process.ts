/**
 * A whole server in a process of its own, for tests that attack it from outside. Prints `{url, token}` when it is
 * ready; then each line on stdin is answered: `heap` by
 * `{heapBytes, failures}` after a full collection (what the server logged as an error since the last question),
 * `close` ends it. What nobody caught is printed as `{uncaught}`.
 *
 *     node src/testing/service-process.ts DATA [ROLE]
 */
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openService, type Role } from '../app/service.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = '', role = 'all'] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
process.on('uncaughtExceptionMonitor', cause => say({ uncaught: String(cause.stack) }));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What the server itself calls an unexpected failure, by event, since the last question. */
let failures: string[] = [];
const log = {
  ...searchedLog,
  error: (fields: Record<string, unknown>, event: string) =>
    void failures.push(`${event} ${inspect(fields)}`),
};

const service = await openService({
  dataFolder,
  env: process.env,
  role: role as Role,
  host: '127.0.0.1',
  port: 0,
  log,
});
say({ url: service.url, token: service.localToken });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'close') break;
  collect();
  say({ heapBytes: process.memoryUsage().heapUsed, failures });
  failures = [];
}
await service.close();
process.stdin.destroy();
