/** Chooses the engine behind the facts store: in this process or on servers. */
import type { Facts, FactsOptions } from './facts.ts';

/**
 * Opens the facts store. Embedded it takes the folder for this process alone: another process gets
 * `facts-folder-in-use`. Costs 0.1–0.7 s and about 250 MB embedded. The engine is loaded only here.
 */
export async function openFacts(options: FactsOptions): Promise<Facts> {
  if (options.url) return (await import('./server.ts')).openServerFacts(options);
  return (await import('./embedded.ts')).openEmbeddedFacts(options);
}
