/**
 * Every encrypted column and blind index of the state database, as a rotation of the keys has to know them: what
 * stands in one row under one version changes in one write. A test compares this with the schema.
 */

/** Kind under which an account's address is indexed. */
export const loginKind = 'login-email';

export interface CipherColumn {
  readonly column: string;
  /** Table and column the ciphertext is bound to; see `fieldAad`. */
  readonly place: readonly [table: string, column: string];
  /** Columns that make the row's own id there. */
  readonly row: readonly string[];
}

export interface CipherTable {
  readonly table: string;
  /** Its primary key: the order in which it is gone through. */
  readonly key: readonly string[];
  readonly version: string;
  readonly ciphers: readonly CipherColumn[];
  /** A blind index over one of the ciphers' clear text, under the same version. */
  readonly index?: {
    readonly column: string;
    readonly of: string;
    readonly kind: { column: string } | string;
  };
}

const cipher = (column: string, place: CipherColumn['place'], row: readonly string[]): CipherColumn => ({
  column,
  place,
  row,
});

/** Tables whose rows are written anew one by one; contact points go by address, see rekey-addresses.ts. */
export const cipherTables: readonly CipherTable[] = [
  {
    table: 'users',
    key: ['user_id'],
    version: 'key_version',
    ciphers: [cipher('email_cipher', ['users', 'email_cipher'], ['user_id'])],
    index: { column: 'email_index', of: 'email_cipher', kind: loginKind },
  },
  {
    table: 'users',
    key: ['user_id'],
    version: 'second_factor_key_version',
    ciphers: [cipher('second_factor_cipher', ['users', 'second_factor_cipher'], ['user_id'])],
  },
  {
    table: 'customers',
    key: ['customer_id'],
    version: 'key_version',
    ciphers: [
      cipher('external_id_cipher', ['customers', 'external_id'], ['customer_id']),
      cipher('name_cipher', ['customers', 'name'], ['customer_id']),
    ],
    index: { column: 'external_id_index', of: 'external_id_cipher', kind: { column: 'id_type' } },
  },
  {
    table: 'customer_rows',
    key: ['customer_id', 'source', 'import_id'],
    version: 'key_version',
    ciphers: [cipher('name_cipher', ['customers', 'name'], ['customer_id'])],
  },
  {
    table: 'quarantine',
    key: ['quarantine_id'],
    version: 'key_version',
    ciphers: [cipher('payload_cipher', ['quarantine', 'payload'], ['import_id', 'row_number'])],
  },
  {
    table: 'event_quarantine',
    key: ['refused_id'],
    version: 'key_version',
    ciphers: [cipher('payload_cipher', ['event_quarantine', 'payload'], ['refused_id'])],
  },
  {
    table: 'inbound_hooks',
    key: ['hook_id'],
    version: 'key_version',
    ciphers: [cipher('secret_cipher', ['inbound_hooks', 'secret'], ['hook_id'])],
  },
  {
    table: 'pull_sources',
    key: ['source_id'],
    version: 'key_version',
    ciphers: [cipher('password_cipher', ['pull_sources', 'password'], ['source_id'])],
  },
  {
    table: 'pulls',
    key: ['pull_id'],
    version: 'key_version',
    ciphers: [cipher('cursor_cipher', ['pulls', 'cursor'], ['pull_id'])],
  },
  {
    table: 'sandbox_messages',
    key: ['message_id'],
    version: 'key_version',
    ciphers: [
      cipher('head_cipher', ['sandbox_messages', 'head'], ['message_id']),
      cipher('raw_cipher', ['sandbox_messages', 'raw'], ['message_id']),
    ],
  },
];

/** Version columns of what is encrypted: a data key is needed while one of them names it. */
export const cipherVersions: readonly (readonly [table: string, column: string])[] = [
  ...cipherTables.map(({ table, version }) => [table, version] as const),
  ['contact_points', 'key_version'],
  // Rows of an import that runs: written under the newest generation, gone when it ends.
  ['customer_staging', 'key_version'],
];

/** Version columns of blind indexes: an index key is needed while one of them names it. */
export const indexVersions: readonly (readonly [table: string, column: string])[] = [
  ...cipherTables.flatMap(({ table, version, index }) => (index ? [[table, version] as const] : [])),
  ['contact_points', 'index_version'],
  ['suppressions', 'index_version'],
  ['customer_staging', 'key_version'],
];
