/**
 * `restore`: a backup becomes a data folder. What may not simply go on where the copy stopped is held: campaigns that
 * were sending are paused, since the original may have sent since, and jobs under way count as interrupted.
 */
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { Logger } from '../kernel/log.ts';
import { type RestoreOrder, restoreBackup } from '../store/backup/restore-backup.ts';
import { placeErasures } from '../store/erasure-ledger.ts';
import { type Stores, storesEnvironment } from '../store/open-stores.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../store/state/state-db.ts';
import { createContext } from './context.ts';
import { createKeptError } from './jobs.store.ts';
import { repeatErasures } from './privacy/erase.store.ts';

export interface RestoreRequest {
  readonly from: string;
  readonly dataFolder: string;
  readonly passphrase: string;
  /** The ledger of the replaced deployment: whom it erased after the backup is erased here as well. */
  readonly erasures?: string | undefined;
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
  /** People of the ledger that the backup brought back. */
  readonly erasedAgain: number;
  readonly seconds: number;
}

const localCaller = { actorId: 'local', actorKind: 'system' } as const;

/** Restores and says what came back. Throws what `restoreBackup` throws. */
export async function restore(request: RestoreRequest): Promise<Restored> {
  const machineNow = () => new Date();
  const { from, passphrase, dataFolder, log, onStep } = request;
  const began = machineNow().getTime();
  const held = { campaignsPaused: 0, jobsInterrupted: 0, erasedAgain: 0 };
  const ledger = request.erasures === undefined ? null : await readLedger(request.erasures);
  const manifest = await restoreBackup({
    from,
    passphrase,
    onStep,
    stores: { ...storesEnvironment(request.env), dataFolder, machineNow, log },
    finish: async stores => {
      if (ledger !== null) held.erasedAgain += await eraseListed(stores, { ledger, log });
      await withTransaction(stores.pg, async trx => {
        held.campaignsPaused += await pauseCampaigns(trx);
        held.jobsInterrupted += await interruptJobs(trx, machineNow());
        const now = () => new Date(machineNow().getTime() + stores.clockOffsetMs);
        await saveAudit(
          trx,
          { keys: stores.keys, now, machineNow },
          { caller: localCaller, action: 'data.restore', target: 'data:all', after: held },
        );
      });
    },
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

const readLedger = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw badInput('file-unreadable', { path: '--erasures', received: path, cause });
  });

/** Keeps the ledger beside the restored log and erases whom it lists; may be run again. */
async function eraseListed(
  stores: Stores,
  { ledger, log }: { ledger: string; log: Logger },
): Promise<number> {
  const ctx = createContext(stores, log);
  await placeErasures(ctx.auditFolder, ledger);
  return repeatErasures(ctx);
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
