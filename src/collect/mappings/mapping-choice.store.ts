/** What somebody chose to read a file by, as a whole mapping: sent, one that comes with the product, or a saved version. */
import { badInput } from '../../kernel/errors.ts';
import type { MappingChoice } from '../../records/import.ts';
import type { ImportKind, Mapping } from '../../records/mapping.ts';
import type { SavedVersion } from '../../records/saved-mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { chosenMapping, fittedMapping } from '../import/built-in-mappings.ts';
import { findVersion } from './saved-mappings.store.ts';

export interface ResolvedChoice {
  /** Before the headings of a file are known. */
  readonly mapping: Mapping;
  /** With the headings a file has. */
  readonly fit: (headers: readonly string[]) => Mapping;
  readonly saved: SavedVersion | null;
}

/**
 * Throws `mapping-kind-differs`, `mapping-unknown`, `saved-mapping-unknown` and `mapping-version-unknown`; `fit` throws
 * `mapping-column-absent` for a platform's file that lacks a heading.
 */
export async function resolveChoice(
  ctx: Pick<StoreContext, 'pg'>,
  choice: MappingChoice,
  kind: ImportKind,
): Promise<ResolvedChoice> {
  if (!('saved' in choice))
    return {
      mapping: chosenMapping(choice, kind),
      fit: headers => fittedMapping(choice, kind, headers),
      saved: null,
    };
  const {
    name,
    version,
    mapping: kept,
  } = await findVersion(ctx, {
    name: choice.saved,
    version: choice.version,
  });
  if (kept.kind !== kind)
    throw badInput('mapping-kind-differs', { path: 'mapping.saved', received: kept.kind, expected: kind });
  const mapping = choice.part === undefined ? kept : { ...kept, part: choice.part };
  return { mapping, fit: () => mapping, saved: { name, version } };
}

/** The choice with its version said, so that a later one changes nothing for work that waits. */
export const pinned = (choice: MappingChoice, { saved }: Pick<ResolvedChoice, 'saved'>): MappingChoice =>
  saved && 'saved' in choice ? { ...choice, version: saved.version } : choice;
