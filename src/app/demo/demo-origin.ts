/**
 * What a demo that is to be repeatable is made from: ids and the keys customers are named and assigned by, all out of
 * its seed, so that two runs of one seed put the same people into the same arms. Whoever knows the seed knows these
 * keys: only a folder that goes away with the run may have them.
 */
import { createHash } from 'node:crypto';
import { derivedSeed, seededRng } from '../../math/rng.ts';
import { freshKeyFile, type KeyFile } from '../../store/key-file.ts';
import { idMaker } from '../ids.ts';

/** Key material whose customer ids and blind indexes repeat; what encrypts and seals is fresh, as everywhere. */
function seededKeys(seed: number): KeyFile {
  const fresh = freshKeyFile();
  const key = (name: string) => createHash('sha256').update(`rekindle demo ${seed} ${name}`).digest('hex');
  const generations = Object.entries(fresh.generations).map(
    ([number, generation]) => [number, { ...generation, indexKey: key(`index ${number}`) }] as const,
  );
  return { ...fresh, idKey: key('id'), matchKey: key('match'), generations: Object.fromEntries(generations) };
}

/** Any moment will do, as long as it is always the same: neither the machine's clock nor how fast it runs may show. */
const firstIdMs = Date.UTC(2026, 0, 1);

function seededIds(seed: number): () => string {
  const rng = seededRng(derivedSeed(seed, 'demo ids'));
  const bytes = (count: number) => Buffer.from(Array.from({ length: count }, () => rng.below(256)));
  return idMaker({ nowMs: () => firstIdMs, bytes });
}

/** Keys and ids of the demo of a seed. */
export const demoOrigin = (seed: number) => ({ keys: seededKeys(seed), ids: seededIds(seed) });
