/** The thread that measures stores: the server keeps answering while programmes are solved. One task, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import type { UnitRow } from './channel-rows.ts';
import { efficiencyOf } from './channel-units.ts';
import { loadSolver } from './linear-solver.store.ts';

parentPort?.postMessage(efficiencyOf(workerData as readonly UnitRow[], await loadSolver()));
