/** The thread that fits: the server keeps answering while likelihoods are climbed. One task at a time, one answer each. */
import { parentPort } from 'node:worker_threads';
import { fitGapModel } from '../models/gap-model.ts';
import { fitCustomerValue } from './customer-value.ts';
import { calibrateRepurchase } from './repurchase/repurchase-calibration.ts';
import { findTrends } from './repurchase/trends.ts';
import { fitWaits } from './repurchase/waits.ts';
import { calibrateValue } from './value-calibration.ts';
import { holdOutValue } from './value-holdout.ts';
import { parameterSpread } from './value-spread.ts';

const tasks = {
  fitGapModel,
  fitCustomerValue,
  calibrateValue,
  parameterSpread,
  fitWaits,
  findTrends,
  calibrateRepurchase,
  holdOutValue,
};
/** Inputs and answers by the name of the task. */
export type ModelTasks = typeof tasks;

parentPort?.on('message', ({ task, input }: { task: keyof ModelTasks; input: never }) => {
  parentPort?.postMessage(tasks[task](input));
});
