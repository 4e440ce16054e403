/** Runs one fit of the models in a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { ModelTasks } from './model.worker.ts';

/** The task's answer; a failure inside the thread is this call's failure. Starting a thread takes about 60 ms. */
export function inModelThread<K extends keyof ModelTasks>(
  task: K,
  input: Parameters<ModelTasks[K]>[0],
): Promise<ReturnType<ModelTasks[K]>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./model.worker.ts', import.meta.url), {
      workerData: { task, input },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`the model thread ended with ${code} and no answer`)));
  });
}
