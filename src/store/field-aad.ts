/**
 * The place an encrypted field stands in, bound into its ciphertext: a value copied to another row or column does not
 * decrypt there.
 */
export const fieldAad = (table: string, column: string, rowId: string): string =>
  `${table}.${column}:${rowId}`;
