/**
 * The order test files run in: the longest first, so that none is left running alone at the end, and those that wait
 * for other processes beside those that compute. Left to itself the runner takes one project after the other.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of a minute and more on two cores, in an order that mixes computing and waiting. */
const long = [
  'tests/loop/seeds.test.ts',
  'tests/browser/every-route.test.ts',
  'tests/faults/backup.test.ts',
  'tests/calibration/opportunities.calibration.test.ts',
  'tests/browser/walk.test.ts',
  'tests/faults/outages.test.ts',
  'tests/browser/states.test.ts',
  'tests/faults/state-outage.test.ts',
];

/** Where a file stands: a long one by the list, the others in turns of their projects, the many small ones last. */
function places(files: readonly TestSpecification[]): Map<TestSpecification, number> {
  const seen = new Map<string, number>();
  return new Map(
    files.map(file => {
      const place = long.indexOf(relative(process.cwd(), file.moduleId));
      if (place >= 0) return [file, place];
      const { name } = file.project;
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      return [file, long.length + nth + (name === 'unit' ? files.length : 0)];
    }),
  );
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = places(sorted);
    return sorted.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  }
}
