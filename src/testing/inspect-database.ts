/**
 * Opens a kept test run for a look: `node src/testing/inspect-database.ts FOLDER` starts its server again and
 * prints how to connect, until Ctrl-C.
 */

import { invariant } from '../kernel/invariant.ts';
import { startServer } from '../store/state/postgres-server.ts';
import { embeddedUser } from '../store/state/state-db.ts';
import { openStateHome } from '../store/state/state-home.ts';

const folder = process.argv[2];
invariant(folder, 'name the folder of the kept run');
const server = await startServer(await openStateHome({ dataFolder: folder }));
console.log(`psql -h ${server.socketFolder} -U ${embeddedUser} -l`);
process.once('SIGINT', () => void server.stop());
