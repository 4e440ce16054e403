/**
 * The first pass over a customers file: every readable row goes encrypted into `customer_staging`, every other one to
 * the caller for quarantine. No clear contact datum is written anywhere.
 */

import type { CustomersMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { loginKind } from '../../store/rekey/cipher-places.ts';
import { type Address, moveAddresses } from '../../store/rekey/rekey-addresses.ts';
import { type CopyTarget, type CopyValue, copyRows } from '../../store/state/copy.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { trust } from '../identity/key-kinds.ts';
import { type PersonKeysSaid, personKeys } from '../identity/person-keys.ts';
import { type FileRow, numberedRows } from '../import/file-row-stream.ts';
import type { ImportRun } from '../import/import-path.ts';
import { peopleSteps, tellProgress, within } from '../import/import-progress.ts';
import type { RefusedRow } from '../import/quarantine.store.ts';
import { type CustomerReading, rowReader } from './customer-row.ts';

/** One customers file on its way in. */
export type PeopleRun = ImportRun<CustomersMapping>;

/** Filled while the pass goes on. */
export interface PassTally {
  rowsRead: number;
  /** Values that could not be read and were left out, by code. */
  readonly leftOut: Map<string, number>;
}

const target: CopyTarget<'customer_staging'> = {
  table: 'customer_staging',
  columns: [
    'import_id',
    'row_number',
    'customer_id',
    'external_id_cipher',
    'external_id_index',
    'name_cipher',
    'key_version',
    'locale',
    'zone',
    'phone_index',
    'phone_cipher',
    'phone_contact_id',
    'email_index',
    'email_cipher',
    'email_contact_id',
    'consents',
    'consent_at',
    'fingerprint',
    'owner_index',
    'store',
    'region',
    'phone_key',
    'email_key',
    'name_key',
  ],
};

const none = Buffer.alloc(0);

type Encrypt = (plain: string, place: readonly [table: string, column: string, row: string]) => Buffer;

/** Encrypts unless it is a dry run; all values of a row come under one key version. */
function encryption({ keys }: StoreContext, dryRun: boolean): { encrypt: Encrypt; keyVersion: () => number } {
  let version = 1;
  const encrypt: Encrypt = (plain, place) => {
    if (dryRun) return none;
    const { cipher, keyVersion } = keys.encrypt(plain, fieldAad(...place));
    version = keyVersion;
    return cipher;
  };
  return { encrypt, keyVersion: () => version };
}

/** PostgreSQL's text of an array of plain words. */
const arrayText = (words: readonly string[]) => `{${words.join(',')}}`;

/** The keys by which the resolution may find others of the same person, in the order of the columns. */
function keyColumns({ keys }: StoreContext, said: PersonKeysSaid): CopyValue[] {
  const found = personKeys(keys, said);
  const keyOf = (kind: string) =>
    found.find(each => each.kind === kind && each.trust !== trust.own)?.key ?? null;
  return ['phone', 'email', 'name'].map(keyOf);
}

/** The staging row of a reading. */
function stagedRow(ctx: StoreContext, { begun, mapping }: PeopleRun) {
  const { importId, dryRun } = begun;
  const { encrypt, keyVersion } = encryption(ctx, dryRun);
  const contact = (kind: 'phone' | 'email', value: string | null): CopyValue[] => {
    if (value === null) return [null, null, null];
    const contactId = ctx.newId();
    const cipher = encrypt(value, ['contact_points', 'value', contactId]);
    return [ctx.keys.blindIndex(kind, value), cipher, contactId];
  };
  return ({ rowNumber }: FileRow, value: CustomerReading): CopyValue[] => {
    const { identifier, name } = value;
    const customerId = ctx.keys.customerId(mapping.identifierType, identifier);
    const externalId = encrypt(identifier, ['customers', 'external_id', customerId]);
    const nameCipher = name === null ? null : encrypt(name, ['customers', 'name', customerId]);
    return [
      importId,
      rowNumber,
      customerId,
      externalId,
      ctx.keys.blindIndex(mapping.identifierType, identifier),
      nameCipher,
      keyVersion(),
      value.locale,
      value.zone,
      ...contact('phone', value.phone),
      ...contact('email', value.email),
      arrayText(value.consents),
      value.consentAt,
      ctx.keys.matchHash('customer-row', JSON.stringify(value)),
      // As `users.email_index` is made: an owner is found by it without their address being kept.
      value.owner ? ctx.keys.blindIndex(loginKind, value.owner) : null,
      value.store ?? null,
      value.region || null,
      ...keyColumns(ctx, {
        customerId,
        idType: mapping.identifierType,
        name,
        phone: value.phone,
        email: value.email,
      }),
    ];
  };
}

const addressesOf = ({ phone, email }: CustomerReading): Address[] => [
  ...(phone === null ? [] : [{ kind: 'phone' as const, value: phone }]),
  ...(email === null ? [] : [{ kind: 'email' as const, value: email }]),
];

/** Changes nothing anybody sees, so it does not wait for the import to be published. */
async function moveBatch({ pg, keys }: StoreContext, addresses: readonly Address[]): Promise<void> {
  if (keys.generations.length > 1) await withTransaction(pg, trx => moveAddresses(trx, keys, addresses));
}

/**
 * Reads the whole file, staging its good rows in batches that commit by themselves (they are nobody's until the import
 * is published) and yielding the refused ones. About 250 µs of processor time a row, most of it encryption and keyed hashes.
 */
export async function* stagePeople(
  ctx: StoreContext,
  run: PeopleRun,
  tally: PassTally,
): AsyncGenerator<RefusedRow[]> {
  const { mapping, file } = run;
  const read = rowReader({ mapping, headers: file.headers, zone: ctx.settings.zone, at: ctx.now() });
  const toRow = stagedRow(ctx, run);
  for await (const batch of numberedRows(file)) {
    const good: CopyValue[][] = [];
    const refused: RefusedRow[] = [];
    const addresses: Address[] = [];
    for (const row of batch) {
      const reading = read(row.cells);
      if (!reading.ok) {
        refused.push({ ...row, code: reading.code, field: reading.field });
        continue;
      }
      good.push(toRow(row, reading.value));
      addresses.push(...addressesOf(reading.value));
      for (const { code } of reading.dropped) tally.leftOut.set(code, (tally.leftOut.get(code) ?? 0) + 1);
    }
    if (!run.begun.dryRun) await moveBatch(ctx, addresses);
    await copyRows(ctx.pg, target, [good]);
    tally.rowsRead += batch.length;
    const share = within(
      { from: peopleSteps.staging, to: peopleSteps.preparing },
      tally.rowsRead,
      file.lineFeeds - 1,
    );
    await tellProgress(ctx, file, { share, label: 'staging' });
    yield refused;
  }
}
