/** The organisation's settings: seen by all, changed by owners and admins; zone and currency only while there is no data. */
import { conflict } from '../kernel/errors.ts';
import type { Settings } from '../kernel/settings.ts';
import { routesFor } from '../records/route.ts';
import { type SettingsView, settingsUpdateSchema, settingsViewSchema } from '../records/settings.ts';
import type { StoreContext } from '../store/context.ts';
import { type Deed, requireSecondPerson, useApproval } from '../store/state/approval.store.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { loadClockOffset, openSettings, saveSettings } from '../store/state/settings.store.ts';
import { withTransaction } from '../store/state/state-db.ts';
import { productVersion } from './product-version.ts';

const route = routesFor<StoreContext>();

const hasImports = async (ctx: StoreContext): Promise<boolean> =>
  (await ctx.pg.selectFrom('imports').select('import_id').limit(1).executeTakeFirst()) !== undefined;

async function viewOf(ctx: StoreContext, settings: Settings): Promise<SettingsView> {
  return {
    settings,
    now: ctx.now().toISOString(),
    clockOffsetSeconds: (await loadClockOffset(ctx.pg)) / 1000,
    zoneAndCurrencyOpen: !(await hasImports(ctx)),
    version: productVersion,
  };
}

/** The deed of asking a second person less often than before; null where no threshold rises. */
function loosening(old: Settings, wanted: Settings): Deed | null {
  const shares = [old.approvalAudienceShare, wanted.approvalAudienceShare] as const;
  const people = [old.approvalExportPeople, wanted.approvalExportPeople] as const;
  if (shares[1] <= shares[0] && people[1] <= people[0]) return null;
  return {
    kind: 'settings',
    deed: `thresholds:${[...shares, ...people].join(':')}`,
    target: 'settings:organisation',
    detail: {
      audienceBefore: shares[0],
      audienceAfter: shares[1],
      exportBefore: people[0],
      exportAfter: people[1],
    },
    people: 0,
  };
}

/** `use` lets the running process follow a change at once. */
export const settingsRoutes = (use: (settings: Settings) => void) => [
  route({
    method: 'GET',
    path: '/api/settings',
    scope: 'read',
    permission: 'settings.read',
    summary: 'Settings of the organisation',
    response: settingsViewSchema,
    handle: async ctx => viewOf(ctx, await openSettings(ctx.pg)),
  }),
  route({
    method: 'PUT',
    path: '/api/settings',
    scope: 'manage',
    permission: 'settings.change',
    summary:
      'Change settings; what is left out stays; lifting a threshold of four eyes needs a second person',
    body: settingsUpdateSchema,
    response: settingsViewSchema,
    async handle(ctx, { body }) {
      const old = await openSettings(ctx.pg);
      const wanted = { ...old, ...body };
      const fixed = (['zone', 'currency'] as const).find(name => wanted[name] !== old[name]);
      if (fixed && (await hasImports(ctx))) {
        throw conflict('settings-fixed', { path: fixed, received: wanted[fixed], expected: old[fixed] });
      }
      const deed = loosening(old, wanted);
      const leave = deed && (await requireSecondPerson(ctx, deed));
      const saved = await withTransaction(ctx.pg, async trx => {
        if (deed && leave) await useApproval(trx, ctx, { leave, deed });
        const after = await saveSettings(trx, wanted);
        await saveAudit(trx, ctx, {
          action: 'settings.change',
          target: 'settings:organisation',
          before: old,
          after,
        });
        return after;
      });
      use(saved);
      return viewOf(ctx, saved);
    },
  }),
];
