/** The thread that measures stores: the server keeps answering while programmes are solved. One task, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FrontierChoice } from '../../records/channel-cost.ts';
import type { UnitRow } from './channel-rows.ts';
import { efficiencyOf } from './channel-units.ts';
import { loadSolver } from './linear-solver.store.ts';

interface Task {
  readonly rows: readonly UnitRow[];
  readonly choice: FrontierChoice | null;
}

const { rows, choice } = workerData as Task;
parentPort?.postMessage(efficiencyOf(rows, await loadSolver(), choice));
