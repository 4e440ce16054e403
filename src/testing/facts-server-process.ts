/**
 * A facts server in a process of its own, for tests that take it away: prints `{url}` when it answers, lives until it
 * is killed or its input ends.
 *
 *     node src/testing/facts-server-process.ts FOLDER [PORT]
 */
import { once } from 'node:events';
import { Session } from 'chdb';
import { serveFacts } from './facts-over-http.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const session = new Session(folder);
const { url, close } = await serveFacts(session, Number(port));
process.stdout.write(`${JSON.stringify({ url })}\n`);
await once(process.stdin, 'data');
await close();
await session.close();
process.stdin.destroy();
