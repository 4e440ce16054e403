/**
 * A process that opens a data folder, says what everything encrypted in it reads as, and rotates the keys until it is
 * killed, for tests that do so. Prints `{"seen": digest, "values": n, "generations": {…}}` first and `{"report": …}` at
 * the end.
 *
 *     node src/testing/key-rotation-process.ts DATA ROTATION-ID
 */
import { createHash } from 'node:crypto';
import { createContext } from '../app/context.ts';
import { rotateKeys } from '../app/keys/rotate-keys.ts';
import { openStores } from '../store/open-stores.ts';
import { countReferences } from '../store/rekey/key-generations.store.ts';
import { savePeople } from './campaign-people.ts';
import { openedPeople } from './opened-people.ts';
import { searchedLog } from './searched-log.ts';

const people = 3000;
const [dataFolder = '', rotationId = ''] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { stores, close } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx = createContext(stores, searchedLog);
const known = await ctx.pg.selectFrom('customers').select('customer_id').limit(1).executeTakeFirst();
if (!known)
  await savePeople(
    ctx,
    // Every third shares the address of the one before.
    Array.from({ length: people }, (_, n) => ({
      externalId: `M${n}`,
      email: `c${n - (n % 3 === 2 ? 1 : 0)}@kanari.example`,
      phone: `+861998731${String(n).padStart(4, '0')}`,
      consent: 'none' as const,
    })),
  );

const look = async () => {
  const lines = await openedPeople(ctx);
  const { encrypted, indexed } = await countReferences(ctx.pg);
  say({
    seen: createHash('sha256').update(lines.join('\n')).digest('hex'),
    values: lines.length,
    encrypted: Object.fromEntries(encrypted),
    indexed: Object.fromEntries(indexed),
  });
};
await look();
if (rotationId !== '') {
  say({ report: await rotateKeys(ctx, { rotationId, createdBy: null, settleMs: 0 }) });
  await look();
}
await close();
