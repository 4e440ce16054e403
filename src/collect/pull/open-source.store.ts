/** A session at a source, whichever database it is, at an address that may be called. */
import type { StoreContext } from '../../store/context.ts';
import { addressOf } from './called-host.store.ts';
import { openMysql } from './mysql-session.store.ts';
import { openPostgres } from './postgres-session.store.ts';
import type { SourceAddress, SourceSession } from './source-session.ts';

/** Opens, works and closes. Throws what `addressOf` and the sessions throw. */
export async function withSource<T>(
  ctx: StoreContext,
  source: SourceAddress,
  work: (session: SourceSession) => Promise<T>,
): Promise<T> {
  const address = await addressOf(source.host, ctx.callable);
  const session = await (source.kind === 'mysql' ? openMysql : openPostgres)(source, address);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
