/** Measures stores against each other in a thread of its own: a hundred of them take three seconds. */
import { Worker } from 'node:worker_threads';
import type { FrontierChoice } from '../../records/channel-cost.ts';
import type { ChannelEfficiency } from '../../records/channel-summary.ts';
import type { UnitRow } from './channel-rows.ts';

/** The efficiency of the stores; a failure inside the thread is this call's failure. */
export function efficiencyInThread(
  rows: readonly UnitRow[],
  choice: FrontierChoice | null,
): Promise<ChannelEfficiency> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./efficiency.worker.ts', import.meta.url), {
      workerData: { rows, choice },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`the efficiency thread ended with ${code} and no answer`)));
  });
}
