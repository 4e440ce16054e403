/** The kinds of file that are imported by declaration: reference tables, which nobody owns, and dealings with customers. */
import { type DealingField, type DealingKindName, dealingKind, isDealingKind } from './dealing-kinds.ts';
import {
  type DeclaredColumn,
  isReferenceKind,
  type ReferenceField,
  type ReferenceKindName,
  referenceKind,
} from './reference-kinds.ts';

export type DeclaredKindName = ReferenceKindName | DealingKindName;

/** Names of the fields a kind's file may fill. */
export type DeclaredField<K extends DeclaredKindName = DeclaredKindName> = K extends ReferenceKindName
  ? ReferenceField<K>
  : K extends DealingKindName
    ? DealingField<K>
    : never;

export const isDeclaredKind = (kind: string): kind is DeclaredKindName =>
  isReferenceKind(kind) || isDealingKind(kind);

export interface DeclaredKind {
  readonly table: string;
  readonly columns: readonly DeclaredColumn[];
  /** Columns that name a row. */
  readonly key: readonly string[];
  /** Columns whose latest is when a row of history could be known; none: always. */
  readonly knownOn: readonly string[];
}

/** What reading and judging a file needs of its kind. */
export function declaredKind(kind: DeclaredKindName): DeclaredKind {
  if (isDealingKind(kind)) {
    const { table, columns, naturalKey, times } = dealingKind(kind);
    return { table, columns, key: ['source', ...naturalKey], knownOn: times };
  }
  const { table, columns, key, knownOn } = referenceKind(kind);
  return { table, columns, key, knownOn: knownOn === null ? [] : [knownOn] };
}
