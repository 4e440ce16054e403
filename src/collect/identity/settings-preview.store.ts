/** What other settings would do, by the rule itself: everybody resolved twice, nothing written. */
import { sql } from 'kysely';
import type { KindSetting, SettingsPreview } from '../../records/identity-settings.ts';
import type { StoreContext } from '../../store/context.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { compareResolutions } from './compare-resolutions.ts';
import { gatherEverybody, loadScope } from './identity-scope.store.ts';
import { kindAt } from './key-kinds.ts';
import { type KeyTable } from './key-table.ts';
import { kindsWith, wrongSettings } from './kind-settings.ts';
import { type Resolution, resolve } from './resolve.ts';

const cuts = ({ doubts }: Resolution) => doubts.filter(({ why }) => why === 'conflict').length;

function disabledBy({ kinds, kindOfKey }: KeyTable, { overShared }: Resolution): Map<string, number> {
  const byKind = Map.groupBy(overShared, key => kindAt(kinds, kindOfKey[key] as number).name);
  return new Map([...byKind].map(([kind, keys]) => [kind, keys.length]));
}

/**
 * Resolves everybody who shares a key by the settings in force and by these. Throws what `wrongSettings` gives. Memory about
 * 300 bytes a key; costs what resolving everybody at once costs, twice.
 */
export async function previewSettings(
  ctx: StoreContext,
  settings: readonly KindSetting[],
): Promise<SettingsPreview> {
  const wrong = wrongSettings(settings);
  if (wrong) throw wrong;
  await ctx.progress({ done: 0, total: 3, label: 'reading' });
  const { named, records } = await withTransaction(ctx.pg, async trx => {
    await gatherEverybody(trx);
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from customers where erased_at is null`.execute(trx);
    return { named: await loadScope(trx), records: rows[0]?.n ?? 0 };
  });
  await ctx.progress({ done: 1, total: 3, label: 'before' });
  const before = resolve(named.table);
  await ctx.progress({ done: 2, total: 3, label: 'after' });
  const table = { ...named.table, kinds: kindsWith(settings) };
  const after = resolve(table);
  const compared = compareResolutions(before, after);
  const alone = records - named.recordIds.length;
  const [disabledBefore, disabledAfter] = [disabledBy(named.table, before), disabledBy(table, after)];
  const idOf = (record: number) => named.recordIds[record] ?? '';
  return {
    ...compared,
    records,
    peopleBefore: alone + compared.peopleBefore,
    peopleAfter: alone + compared.peopleAfter,
    cutBefore: cuts(before),
    cutAfter: cuts(after),
    disabled: [...new Set([...disabledBefore.keys(), ...disabledAfter.keys()])].sort().map(kind => ({
      kind,
      before: disabledBefore.get(kind) ?? 0,
      after: disabledAfter.get(kind) ?? 0,
    })),
    examples: compared.examples.map(({ kind, left, right }) => ({
      kind,
      left: idOf(left),
      right: idOf(right),
    })),
  };
}
