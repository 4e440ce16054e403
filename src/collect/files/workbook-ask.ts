/** What the thread that reads workbooks is asked and answers. */

export interface WorkbookAsk {
  readonly path: string;
  /** Where the sheet's rows are written. */
  readonly to: string;
  /** Null: only list the sheets. */
  readonly sheet: string | null;
  /** Null: as many as the merges say. */
  readonly headerRows: number | null;
}

export type WorkbookReply =
  | { readonly sheets: readonly string[] }
  | { readonly totalsRows: number; readonly isEmpty: boolean }
  | { readonly failure: 'locked' | 'broken' };
