/**
 * `restore`: a backup becomes a data folder. What may not simply go on where the copy stopped is held: campaigns that
 * were sending are paused, since the original may have sent since, and jobs under way count as interrupted.
 */
import { sql } from 'kysely';
import type { Logger } from '../kernel/log.ts';
import { type RestoreOrder, restoreBackup } from '../store/backup/restore-backup.ts';
import { storesEnvironment } from '../store/open-stores.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';
import { createKeptError } from './jobs.store.ts';

export interface RestoreRequest {
  readonly from: string;
  readonly dataFolder: string;
  readonly passphrase: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly onStep: RestoreOrder['onStep'];
}

export interface Restored {
  readonly madeAt: string;
  readonly product: string;
  readonly dataFolder: string;
  readonly stateRows: number;
  readonly factsRows: number;
  /** Campaigns that were sending at the time of the backup; each goes on when a person resumes it. */
  readonly campaignsPaused: number;
  readonly jobsInterrupted: number;
  readonly seconds: number;
}

const localCaller = { actorId: 'local', actorKind: 'system' } as const;

/** Restores and says what came back. Throws what `restoreBackup` throws. */
export async function restore(request: RestoreRequest): Promise<Restored> {
  const machineNow = () => new Date();
  const { from, passphrase, dataFolder, log, onStep } = request;
  const began = machineNow().getTime();
  const held = { campaignsPaused: 0, jobsInterrupted: 0 };
  const manifest = await restoreBackup({
    from,
    passphrase,
    onStep,
    stores: { ...storesEnvironment(request.env), dataFolder, machineNow, log },
    finish: stores =>
      withTransaction(stores.pg, async trx => {
        held.campaignsPaused += await pauseCampaigns(trx);
        held.jobsInterrupted += await interruptJobs(trx, machineNow());
        const now = () => new Date(machineNow().getTime() + stores.clockOffsetMs);
        await saveAudit(
          trx,
          { keys: stores.keys, now, machineNow },
          { caller: localCaller, action: 'data.restore', target: 'data:all', after: held },
        );
      }),
  });
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
  return {
    madeAt: manifest.madeAt,
    product: manifest.product,
    dataFolder,
    stateRows: sum(manifest.state.map(table => table.rows)),
    factsRows: sum(Object.values(manifest.facts.rows)),
    ...held,
    seconds: (machineNow().getTime() - began) / 1000,
  };
}

async function pauseCampaigns(trx: StateTransaction): Promise<number> {
  const { rows } = await sql<{ campaign_id: string }>`
    update campaigns set state = 'paused' where state = 'running' returning campaign_id`.execute(trx);
  return rows.length;
}

async function interruptJobs(trx: StateTransaction, at: Date): Promise<number> {
  const error = JSON.stringify(createKeptError('job-interrupted'));
  const { rows } = await sql<{ job_id: string }>`
    update jobs set state = 'failed', error = ${error}::jsonb, finished_at = ${at}
    where state in ('queued', 'running') returning job_id`.execute(trx);
  return rows.length;
}
