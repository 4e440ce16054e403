/** The run's own PostgreSQL, which listens on a socket only, behind a port of the loopback: a database to be called. */
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { embeddedPort, embeddedUser } from '../store/state/state-db.ts';
import { testServer } from './test-server.ts';

export interface StateOverTcp {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  close(): void;
}

/** Opens the port. */
export async function stateOverTcp(): Promise<StateOverTcp> {
  const { socketFolder } = await testServer();
  const server = createServer(caller => {
    const state = connect(join(socketFolder, `.s.PGSQL.${embeddedPort}`));
    caller.pipe(state).pipe(caller);
    for (const end of [caller, state]) end.on('error', () => [caller, state].map(each => each.destroy()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: '127.0.0.1', port, user: embeddedUser, close: () => void server.close() };
}
