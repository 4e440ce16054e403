/** Looks at the watched folders every ten seconds and has their files imported. */

import {
  lookAtFolder,
  noteLook,
  problemOf,
  type SeenBefore,
} from '../../collect/watch/watch-folder.store.ts';
import { findLiveFolders } from '../../collect/watch/watched-folders.store.ts';
import type { TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import type { JobDesk } from '../jobs.ts';

const system = { actorId: 'system', actorKind: 'system' } as const;

/** One look at each folder in turn; what is wrong with one is noted with it and keeps none of the others waiting. */
export function watchTick(desk: Pick<JobDesk, 'start'>): TickDef<StoreContext> {
  const before = new Map<string, SeenBefore>();
  const start = (input: unknown) => desk.start({ kind: 'import', input, caller: system });
  const seenIn = (name: string): SeenBefore => {
    const known = before.get(name) ?? new Map<string, string>();
    before.set(name, known);
    return known;
  };
  return {
    name: 'watched-folders',
    everySeconds: 10,
    async run(ctx) {
      for (const folder of await findLiveFolders(ctx)) {
        try {
          await lookAtFolder(ctx, { folder, before: seenIn(folder.name), start });
          await noteLook(ctx, folder.name, null);
        } catch (failure) {
          const problem = problemOf(failure);
          if (problem === null) throw failure;
          await noteLook(ctx, folder.name, problem);
        }
      }
      // A file is known to be whole by the next look, not by one at once.
      return 0;
    },
  };
}
