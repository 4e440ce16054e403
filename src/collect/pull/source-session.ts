/** What a connection to a source offers, whichever database it is. Every value comes as text, exactly as it is there. */
import type { PullSourceKind, pullTlsModes } from '../../records/pull.ts';

export interface SourceAddress {
  readonly kind: PullSourceKind;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly tls: (typeof pullTlsModes)[number];
  readonly authority: string | null;
  readonly password: string;
}

/** What a column's values are, as far as a pull needs to know. */
export type ColumnNature =
  /** Whole numbers. */
  | 'integer'
  /** Instants; read in UTC and written with their zone. */
  | 'instant'
  /** Date and time in no zone. */
  | 'local-time'
  | 'other';

export interface SourceColumn {
  readonly name: string;
  readonly nature: ColumnNature;
}

export interface SourceRows {
  readonly columns: readonly SourceColumn[];
  /** Null where the source has none. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface SourceSession {
  readonly kind: PullSourceKind;
  readonly version: string;
  readonly encrypted: boolean;
  /** One statement in a read-only transaction of its own, ended after a minute. Throws coded errors without a value. */
  read(statement: string, values?: readonly (string | bigint | number)[]): Promise<SourceRows>;
  close(): Promise<void>;
}

/** A statement at a source may take so long: a page by an index takes milliseconds. */
export const statementMs = 60_000;
export const connectMs = 10_000;
