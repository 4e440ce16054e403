/** Runs one task of the value models in a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { ValueTasks } from './customer-value.worker.ts';

/** The task's answer; a failure inside the thread is this call's failure. Starting a thread takes about 60 ms. */
export function inValueThread<K extends keyof ValueTasks>(
  task: K,
  input: Parameters<ValueTasks[K]>[0],
): Promise<ReturnType<ValueTasks[K]>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./customer-value.worker.ts', import.meta.url), {
      workerData: { task, input },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`the value thread ended with ${code} and no answer`)));
  });
}
