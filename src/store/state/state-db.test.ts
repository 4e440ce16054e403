import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { testState } from '../../testing/state-database.ts';
import { connectState, embeddedPort } from './state-db.ts';

/** A socket before the database's that can drop its connections, and the next one at its first statement. */
async function cuttable(target: string) {
  const folder = await scratchFolder();
  const name = `.s.PGSQL.${embeddedPort}`;
  const open = new Set<Socket>();
  let cutsNext = false;
  const server = createServer(near => {
    const far = connect(join(target, name));
    const cuts = cutsNext;
    cutsNext = false;
    open.add(near);
    let sent = 0;
    near.on('data', chunk => {
      sent += 1;
      if (cuts && sent > 1) near.destroy();
      else far.write(chunk);
    });
    far.on('data', chunk => near.write(chunk));
    near.on('error', () => {}).on('close', () => far.destroy());
    far.on('error', () => {}).on('close', () => near.destroy());
  });
  await new Promise<void>(resolve => server.listen(join(folder, name), resolve));
  onTestFinished(() => void server.close());
  return {
    folder,
    cut() {
      cutsNext = true;
      for (const socket of open) socket.destroy();
      open.clear();
    },
  };
}

test('a connection that breaks at its first statement gives its place in the pool back', async () => {
  const { address, close } = await testState();
  onTestFinished(close);
  if ('url' in address) return;
  const line = await cuttable(address.socketFolder);
  const db = await connectState({ ...address, socketFolder: line.folder }, { connections: 1 });
  onTestFinished(() => db.destroy());
  const ask = () => sql<{ one: number }>`select 1 as one`.execute(db);
  for (let time = 0; time < 2; time += 1) {
    line.cut();
    await expect(ask()).rejects.toThrow();
    await expect.poll(ask, { timeout: 5_000 }).toMatchObject({ rows: [{ one: 1 }] });
  }
});
