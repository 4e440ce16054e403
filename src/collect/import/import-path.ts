/** What one kind of import brings to the work all kinds share (`run-import.ts`): how it runs, finishes and is undone. */
import type { UndoReply } from '../../records/import.ts';
import type { Mapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import type { ImportOutcome, NewImport } from './import-ledger.store.ts';
import type { PreparedFile } from './prepared-file.store.ts';

export interface ImportRun<M extends Mapping = Mapping> {
  readonly begun: NewImport;
  /** Of the row in `imports`: a later import wins whatever the clock says. */
  readonly version: number;
  readonly mapping: M;
  readonly file: PreparedFile;
}

export interface UndoOf {
  readonly importId: string;
  readonly mapping: Mapping;
  readonly at: Date;
}

export interface ImportPath<M extends Mapping = Mapping> {
  /**
   * Inside the import lock, with the ledger's row in `staging`: everything up to and including `committed`, or for a dry
   * run the outcome alone. Sets `publishing` in the transaction that writes its state, then calls its own `finish`.
   */
  run(ctx: StoreContext, run: ImportRun<M>): Promise<ImportOutcome>;
  /** From `publishing` to `committed`; repeatable, with `afterCrash` when another process began it. */
  finish(ctx: StoreContext, importId: string, afterCrash: boolean): Promise<void>;
  /** Removes what the import wrote on its way; nothing of it is visible to readers. Repeatable. */
  forget(ctx: StoreContext, importId: string): Promise<void>;
  /** Takes a committed import back in facts and state; repeatable. The caller marks the row `undone`. */
  undo(ctx: StoreContext, of: UndoOf): Promise<Omit<UndoReply, 'importId' | 'seconds'>>;
}
