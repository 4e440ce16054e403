/**
 * Where data about a person stands: every table of the state database with how its rows belong to a customer and what
 * an erasure does to them. A test compares this with the schema, so that a new table cannot be forgotten. Tables of the
 * facts store need no list: each row with a `customer_id` is a customer's.
 */

/** An encrypted column: which column holds its key version and which place it is bound to. */
export interface Cipher {
  readonly column: string;
  readonly version: string;
  /** Table, column and the row's own id, as `fieldAad` takes them. */
  readonly place: readonly [table: string, column: string, idColumn: string];
}

export type StateRule =
  /** Rows of a customer by `customer_id` or by the `intent_id` of one of their messages. */
  | {
      readonly of: 'customer';
      readonly by: 'customer_id' | 'intent_id';
      /** `delete`: the rows go. `keep`: a ledger, the pseudonym stays. A list: these columns are emptied. */
      readonly erase: 'delete' | 'keep' | readonly string[];
      readonly ciphers?: readonly Cipher[];
    }
  /** Written by people about anything: what a person is known by is blanked out wherever it stands. */
  | { readonly of: 'organisation' }
  /** Handled by a rule of its own in the erasure; `typed`: people write into it besides, which is blanked out. */
  | { readonly of: 'special'; readonly why: string; readonly typed?: true }
  /** Holds nothing about customers. */
  | { readonly of: 'nobody'; readonly why: string };

const byCustomer = (
  erase: 'delete' | 'keep' | readonly string[],
  ciphers: readonly Cipher[] = [],
): StateRule => ({
  of: 'customer',
  by: 'customer_id',
  erase,
  ciphers,
});
const organisation: StateRule = { of: 'organisation' };
const nobody = (why: string): StateRule => ({ of: 'nobody', why });
const special = (why: string): StateRule => ({ of: 'special', why });
const typed = (why: string): StateRule => ({ of: 'special', why, typed: true });
const cipher = (column: string, place: Cipher['place'], version = 'key_version'): Cipher => ({
  column,
  version,
  place,
});

export const statePersonalData: Readonly<Record<string, StateRule>> = {
  customers: byCustomer(
    [
      'external_id_cipher',
      'external_id_index',
      'name_cipher',
      'locale',
      'zone',
      'import_id',
      'owner_id',
      'store',
      'region',
    ],
    [
      cipher('external_id_cipher', ['customers', 'external_id', 'customer_id']),
      cipher('name_cipher', ['customers', 'name', 'customer_id']),
    ],
  ),
  customer_rows: byCustomer('delete', [cipher('name_cipher', ['customers', 'name', 'customer_id'])]),
  customer_staging: byCustomer('delete', [
    cipher('external_id_cipher', ['customers', 'external_id', 'customer_id']),
    cipher('name_cipher', ['customers', 'name', 'customer_id']),
    cipher('phone_cipher', ['contact_points', 'value', 'phone_contact_id']),
    cipher('email_cipher', ['contact_points', 'value', 'email_contact_id']),
  ]),
  contact_points: byCustomer('delete', [cipher('value_cipher', ['contact_points', 'value', 'contact_id'])]),
  // Stays so that what the visitor's device goes on sending is not stored either.
  customer_links: byCustomer('keep'),
  identity_keys: byCustomer('delete'),
  identity_waiting: byCustomer('delete'),
  // Stay, as customer_links do: what a source goes on saying of an erased record is not stored either.
  identity_links: byCustomer('keep'),
  identity_ledger: special('which records were one person when; pseudonyms only'),
  identity_doubts: special('pairs of pseudonyms to decide about: those of the person go'),
  identity_moves: special('pseudonyms whose rows are on their way'),
  identity_rulings: organisation,
  identity_settings: organisation,
  households: byCustomer('delete'),
  household_waiting: byCustomer('delete'),
  tracked_orders: byCustomer('delete'),
  tracked_refunds: byCustomer('delete'),
  consents: byCustomer(['evidence']),
  campaign_audience: byCustomer('keep'),
  campaign_losses: byCustomer('keep'),
  contact_reservations: byCustomer('keep'),
  intents: byCustomer('keep'),
  opportunity_members: byCustomer('delete'),
  segment_snapshot_members: byCustomer('delete'),
  delivery_events: { of: 'customer', by: 'intent_id', erase: ['detail'] },
  file_export_rows: { of: 'customer', by: 'intent_id', erase: 'keep' },
  sandbox_messages: {
    of: 'customer',
    by: 'intent_id',
    erase: 'delete',
    ciphers: [
      cipher('head_cipher', ['sandbox_messages', 'head', 'message_id']),
      cipher('raw_cipher', ['sandbox_messages', 'raw', 'message_id']),
    ],
  },
  erasures: typed('says that the person was erased'),
  facts_outbox: special('rows on their way to facts: those of the person are taken out'),
  idempotency: special('replies kept for repeats: those that name the person go'),
  quarantine: special('refused rows belong to nobody yet: each is opened and searched'),
  event_quarantine: special('refused events belong to nobody yet: each is opened and searched'),
  suppressions: special('a hash that keeps the address from being written to again; it stays'),
  approvals: typed(
    'what two of the staff decided; a customer stands in it by pseudonym, and in notes as typed',
  ),
  audit_entries: special('only ever added; contact data stands in it as keyed hashes'),
  // Who was told of what stays accountable, under the pseudonym.
  incident_people: byCustomer('keep'),
  incidents: organisation,
  incident_steps: organisation,
  incident_notices: organisation,
  campaigns: organisation,
  segments: organisation,
  segment_snapshots: organisation,
  opportunities: organisation,
  reviews: organisation,
  product_actions: organisation,
  review_parts: organisation,
  results: organisation,
  retrospectives: organisation,
  knowledge_entries: organisation,
  imports: organisation,
  saved_mappings: nobody('names people gave to mappings'),
  mapping_versions: organisation,
  watched_folders: nobody('names of folders, and how their files are read'),
  watched_files: organisation,
  jobs: organisation,
  file_exports: organisation,
  purges: organisation,
  saved_views: organisation,
  tracking_plan_events: organisation,
  settings: organisation,
  exclusion_rules: organisation,
  pulls: organisation,
  pull_sources: organisation,
  pull_rows: nobody('keyed hashes of rows of a source; no record stands with them'),
  pull_seen: nobody('the same hashes while gone rows are looked for'),
  inbound_hooks: nobody('where shops send to, and their secrets'),
  hook_deliveries: nobody('what became of messages, without what they said'),
  hook_counts: nobody('how many messages came'),
  tracking_plan: nobody('version of the plan of events'),
  api_keys: nobody('keys of programs'),
  users: nobody('accounts of the staff'),
  sessions: nobody('log-ins of the staff'),
  account_links: nobody('invitations and resets of the staff'),
  login_throttle: nobody('failed log-ins of the staff'),
  recovery_codes: nobody('second factors of the staff'),
  channel_health: nobody('whether channels work'),
  channel_senders: nobody('processes that send'),
  quality_runs: nobody('counts of rows'),
  quality_rule_sets: organisation,
  cut_versions: nobody('cut points'),
  review_products: nobody('figures of products'),
  review_channels: nobody('figures of channels'),
  channel_cost_rules: nobody('how costs are laid on channels'),
  identity_shared_keys: nobody('keyed hashes many records share; no record stands with them'),
  key_generations: nobody('which keys there were'),
  facts_migrations: nobody('versions of the schema'),
  backups: nobody('where copies lie and how large they are'),
  limited_roles: nobody('roles with a data scope'),
  masked_reads: nobody('how much each account and key read, of whom is not said'),
  schedules: nobody('when the server last did what'),
  state_migrations: nobody('versions of the schema'),
};

/** Whether texts people write stand in a table, which may name anybody. */
export const isTypedInto = (rule: StateRule | undefined): boolean =>
  rule?.of === 'organisation' || (rule?.of === 'special' && rule.typed === true);

/** Facts tables whose rows of an erased person stay under the pseudonym: what was sent and to which arm. */
export const factsLedgers: readonly string[] = ['assignments', 'touches'];
