/**
 * What the scheduler calls every few seconds: decide the people whose slot has come, close campaigns whose last
 * message is settled. Each batch is its own transaction, so a stop loses nothing.
 */
import { CodedError } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { type Campaign, loadCampaigns, moveCampaign } from './campaign.store.ts';
import { decideSlots } from './decide-slots.store.ts';
import { pauseIfRefused } from './delivery-gate.store.ts';
import { loadExclusions } from './exclusions.store.ts';
import { enqueueAssignments } from './launch.store.ts';
import { loadOpenWork } from './status.store.ts';

const batchSize = 2_000;

async function decideCampaign(
  ctx: StoreContext,
  campaign: Campaign,
  excluded: readonly string[],
): Promise<number> {
  let decided = 0;
  for (;;) {
    const now = ctx.now();
    const people = await ctx.pg.transaction().execute(async trx => {
      const taken = await decideSlots(trx, {
        campaignId: campaign.campaignId,
        version: campaign.version,
        definition: campaign.definition,
        now,
        excludedCustomerIds: excluded,
        size: batchSize,
      });
      if (taken > 0) {
        const { campaignId } = campaign;
        await enqueueAssignments(trx, { campaignId, scope: 'decided', now, version: 2 });
      }
      return taken;
    });
    decided += people;
    if (people < batchSize) return decided;
  }
}

async function runCampaign(ctx: StoreContext, campaign: Campaign, excluded: readonly string[]) {
  if (await pauseIfRefused(ctx, campaign)) return { decided: 0, closed: 0 };
  const decided = await decideCampaign(ctx, campaign, excluded);
  const open = await loadOpenWork(ctx.pg, campaign.campaignId);
  if (open > 0) return { decided, closed: 0 };
  return { decided, closed: await closeCampaign(ctx, campaign.definition.name) };
}

/** 1 when this call closed it; 0 when somebody paused or cancelled it, or another process closed it, meanwhile. */
async function closeCampaign(ctx: StoreContext, name: string): Promise<0 | 1> {
  try {
    await ctx.pg.transaction().execute(trx => moveCampaign(trx, ctx, { name, command: 'await-read' }));
    return 1;
  } catch (cause) {
    if (cause instanceof CodedError && /^campaign-(state|changed)$/.test(cause.code)) return 0;
    throw cause;
  }
}

/**
 * Runs one round over all running campaigns; returns how many people were decided and campaigns closed. One that
 * fails stops no other: the failure is thrown when all have had their turn.
 */
export async function campaignTick(ctx: StoreContext): Promise<{ decided: number; closed: number }> {
  const running = (await loadCampaigns(ctx.pg)).filter(c => c.state === 'running');
  const total = { decided: 0, closed: 0 };
  if (running.length === 0) return total;
  const excluded = (await loadExclusions(ctx)).map(e => e.customerId);
  const failures: unknown[] = [];
  for (const campaign of running) {
    await runCampaign(ctx, campaign, excluded).then(
      ({ decided, closed }) => {
        total.decided += decided;
        total.closed += closed;
      },
      (cause: unknown) => failures.push(cause),
    );
  }
  if (failures.length > 0) throw failures[0];
  return total;
}
