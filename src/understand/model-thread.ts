/** Runs the fits of the models in threads of their own, so that the server answers meanwhile. */
import { Worker } from 'node:worker_threads';
import type { ModelTasks } from './model.worker.ts';

/** Threads nobody needs for so long end; until then the next fit finds one ready. */
const idleMs = 30_000;
const idle: { worker: Worker; timer: NodeJS.Timeout }[] = [];

const started = () => new Worker(new URL('./model.worker.ts', import.meta.url));

/** Idle threads keep no process alive. */
function rest(worker: Worker): void {
  worker.unref();
  const timer = setTimeout(() => {
    const at = idle.findIndex(each => each.worker === worker);
    if (at >= 0) idle.splice(at, 1);
    void worker.terminate();
  }, idleMs);
  idle.push({ worker, timer: timer.unref() });
}

function taken(): Worker {
  const ready = idle.pop();
  if (!ready) return started();
  clearTimeout(ready.timer);
  ready.worker.ref();
  return ready.worker;
}

/** Has threads ready before they are needed: one takes about 60 ms to start, which other work can hide. */
export function readyModelThreads(n: number): void {
  while (idle.length < n) rest(started());
}

/** The task's answer; a failure inside the thread is this call's failure and the end of that thread. */
export function inModelThread<K extends keyof ModelTasks>(
  task: K,
  input: Parameters<ModelTasks[K]>[0],
): Promise<ReturnType<ModelTasks[K]>> {
  return new Promise((resolve, reject) => {
    const worker = taken();
    const ended = (code: number) => reject(new Error(`the model thread ended with ${code} and no answer`));
    worker.once('message', answer => {
      worker.off('error', reject).off('exit', ended);
      rest(worker);
      resolve(answer);
    });
    worker.once('error', reject);
    worker.once('exit', ended);
    worker.postMessage({ task, input });
  });
}
