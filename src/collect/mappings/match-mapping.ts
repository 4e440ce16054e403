/** Which saved mappings fit a file: by its headings alone, so that the same file always gets the same answer. */
import type { Mapping } from '../../records/mapping.ts';
import type { FittingMapping, SavedVersion } from '../../records/saved-mapping.ts';

export interface Candidate extends SavedVersion {
  readonly mapping: Mapping;
  readonly savedAt: Date;
}

const columnsOf = ({ mapping }: Candidate): string[] => [...new Set(Object.values(mapping.columns))];

/**
 * Those all of whose columns the file has: the one that reads most of them first, of equals the one saved last. A mapping
 * may read fewer columns than the file has; which are left over is shown beside the choice.
 */
export function fittingMappings(candidates: readonly Candidate[], headers: readonly string[]): Candidate[] {
  const present = new Set(headers);
  return candidates
    .filter(each => columnsOf(each).every(header => present.has(header)))
    .sort(
      (one, two) =>
        columnsOf(two).length - columnsOf(one).length ||
        two.savedAt.getTime() - one.savedAt.getTime() ||
        (one.name < two.name ? -1 : 1),
    );
}

/** As the preview tells it. */
export const asFitting = (candidate: Candidate): FittingMapping => ({
  name: candidate.name,
  version: candidate.version,
  title: candidate.mapping.title,
  columns: columnsOf(candidate).length,
});

/** Whether the headings alone do not say which of them is meant: two shops may export the same columns. */
export const isTied = ([first, second]: readonly FittingMapping[]): boolean =>
  first !== undefined && second !== undefined && first.columns === second.columns;
