/** What every step of the demo works with: the running service, the API as a person would use it, and a stopwatch. */
import type { Client } from '../cli/client.ts';
import type { Output } from '../cli/output.ts';
import type { Service } from '../service.ts';

export interface DemoStage {
  readonly service: Service;
  readonly client: Client;
  readonly out: Output;
  /** Where the demo may keep its files. */
  readonly folder: string;
  readonly seconds: Record<string, number>;
}

/** Does one step, says so on stderr before, and notes how long it took. */
export async function step<T>(stage: DemoStage, name: string, work: () => Promise<T>): Promise<T> {
  stage.out.say(`demo-step-${name}`);
  const started = performance.now();
  try {
    return await work();
  } finally {
    const spent = (performance.now() - started) / 1000;
    stage.seconds[name] = Math.round(((stage.seconds[name] ?? 0) + spent) * 100) / 100;
  }
}
