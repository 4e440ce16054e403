/**
 * The rows of a contacts file in a table of the transaction that stores them, encrypted: nothing of them is on disk before
 * they are true, and none is left after a failure.
 */
import { sql } from 'kysely';
import type { ContactsMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { moveAddresses } from '../../store/rekey/rekey-addresses.ts';
import { type CopyTarget, type CopyValue, copyRows } from '../../store/state/copy.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { saveContactKeys } from '../identity/identity-keys.store.ts';
import { trust } from '../identity/key-kinds.ts';
import { personKeys } from '../identity/person-keys.ts';
import { numberedRows } from '../import/file-row-stream.ts';
import type { ImportRun } from '../import/import-path.ts';
import { peopleSteps, tellProgress, within } from '../import/import-progress.ts';
import type { RefusedRow } from '../import/quarantine.store.ts';
import { type ContactReading, contactReader } from './contact-row.ts';

export type ContactsRun = ImportRun<ContactsMapping>;

const columns = [
  'row_number',
  'customer_id',
  'external_id_cipher',
  'external_id_index',
  'key_version',
  'kind',
  'contact_id',
  'blind_index',
  'value_cipher',
  'key_id',
  'purpose',
  'channel',
  'action',
  'consent_at',
  'evidence',
] as const;

/** Lives as long as the transaction, so it is in no list of tables. */
const target = { table: 'staged_contacts', columns } as unknown as CopyTarget<'contact_points'>;

const createTable = sql`
  create temporary table staged_contacts (
    row_number integer primary key, customer_id uuid not null, external_id_cipher bytea not null,
    external_id_index bytea not null, key_version integer not null, kind text, contact_id uuid, blind_index bytea,
    value_cipher bytea, key_id uuid, purpose text, channel text, action text, consent_at timestamptz, evidence text,
    is_new_contact boolean not null default false,
    is_new_consent boolean not null default false, is_blocked boolean not null default false,
    is_erased boolean not null default false) on commit drop`;

function stagedRow(ctx: StoreContext, { mapping }: ContactsRun) {
  const { keys } = ctx;
  const idType = mapping.identifierType;
  return (rowNumber: number, { identifier, contact, consent }: ContactReading): CopyValue[] => {
    const customerId = keys.customerId(idType, identifier);
    const external = keys.encrypt(identifier, fieldAad('customers', 'external_id', customerId));
    const contactId = contact && ctx.newId();
    const value =
      contact && contactId
        ? keys.encrypt(contact.value, fieldAad('contact_points', 'value', contactId)).cipher
        : null;
    const said = {
      customerId,
      idType,
      name: null,
      phone: contact?.kind === 'phone' ? contact.value : null,
      email: contact?.kind === 'email' ? contact.value : null,
    };
    const key = personKeys(keys, said).find(each => each.kind === contact?.kind && each.trust !== trust.own);
    return [
      rowNumber,
      customerId,
      external.cipher,
      keys.blindIndex(idType, identifier),
      external.keyVersion,
      contact?.kind ?? null,
      contactId,
      contact && keys.blindIndex(contact.kind, contact.value),
      value,
      key?.key ?? null,
      consent?.purpose ?? null,
      consent?.channel ?? null,
      consent?.action ?? null,
      consent?.at ?? null,
      consent && (consent.evidence || `row ${rowNumber}`),
    ];
  };
}

/** Reads the whole file into the table, yielding the refused rows. */
export async function* stageContacts(
  ctx: StoreContext,
  trx: StateTransaction,
  { run, tally }: { readonly run: ContactsRun; readonly tally: { rowsRead: number } },
): AsyncGenerator<RefusedRow[]> {
  const { mapping, file } = run;
  await createTable.execute(trx);
  const zone = mapping.zone ?? ctx.settings.zone;
  const read = contactReader({ mapping, headers: file.headers, zone, at: ctx.now() });
  const toRow = stagedRow(ctx, run);
  for await (const batch of numberedRows(file)) {
    const good: CopyValue[][] = [];
    const refused: RefusedRow[] = [];
    const addresses: { kind: 'phone' | 'email'; value: string }[] = [];
    for (const { rowNumber, cells } of batch) {
      const reading = read(cells);
      if (!reading.ok) {
        refused.push({ rowNumber, cells, code: reading.code, field: reading.field });
        continue;
      }
      good.push(toRow(rowNumber, reading.value));
      if (reading.value.contact) addresses.push(reading.value.contact);
    }
    if (ctx.keys.generations.length > 1 && !run.begun.dryRun) await moveAddresses(trx, ctx.keys, addresses);
    await copyRows(trx, target, [good]);
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

export interface ContactVerdicts {
  readonly stored: number;
  readonly duplicate: number;
  /** Rows about people whose data was erased on request: nothing of them is kept. */
  readonly erased: number;
  /** Consents without a time that did not lift a withdrawal. */
  readonly blocked: number;
  readonly customers: number;
}

/**
 * Decides what of each row is new: the contact point, the consent, or nothing. A consent without a time counts from now on,
 * and then never lifts a withdrawal.
 */
export async function judgeContacts(trx: StateTransaction): Promise<ContactVerdicts> {
  await sql`create index on staged_contacts (customer_id)`.execute(trx);
  await sql`analyze staged_contacts`.execute(trx);
  await sql`
    update staged_contacts staged set is_erased = judged.of_erased,
      is_new_contact = not judged.of_erased and judged.nth_contact = 1 and judged.kind is not null and not judged.has_contact,
      is_blocked = coalesce(judged.of_blocked, false),
      is_new_consent = not judged.of_erased and judged.nth = 1 and judged.action is not null and not judged.has_consent and not coalesce(judged.of_blocked, false)
    from (
      select s.*, c.erased_at is not null as of_erased,
        row_number() over (partition by s.customer_id, s.kind, s.blind_index, s.purpose, s.channel, s.action, s.consent_at
          order by s.row_number) as nth,
        row_number() over (partition by s.customer_id, s.kind, s.blind_index order by s.row_number) as nth_contact,
        exists (select from contact_points p where coalesce(p.said_id, p.customer_id) = s.customer_id and p.kind = s.kind
          and p.blind_index = s.blind_index and p.status <> 'retired') as has_contact,
        case when s.consent_at is null
          then exists (select from current_consents n where n.customer_id = coalesce(l.customer_id, s.customer_id)
            and n.purpose = s.purpose and n.channel = s.channel and n.action = s.action)
          else exists (select from consents n where n.customer_id = coalesce(l.customer_id, s.customer_id) and n.void_at is null
            and n.purpose = s.purpose and n.channel = s.channel and n.action = s.action and n.at = s.consent_at) end as has_consent,
        s.action = 'granted' and s.consent_at is null and (exists (
          select from consents n where n.customer_id = coalesce(l.customer_id, s.customer_id) and n.void_at is null
            and n.purpose = s.purpose and n.channel = s.channel and n.action = 'withdrawn') or exists (
          select from staged_contacts o where o.customer_id = s.customer_id and o.purpose = s.purpose
            and o.channel = s.channel and o.action = 'withdrawn')) as of_blocked
      from staged_contacts s
      left join customers c on c.customer_id = s.customer_id
      left join identity_links l on l.raw_id = s.customer_id) judged
    where judged.row_number = staged.row_number`.execute(trx);
  const { rows } = await sql<ContactVerdicts>`
    select count(*) filter (where is_new_contact or is_new_consent)::int as stored,
      count(*) filter (where not (is_new_contact or is_new_consent) and not is_erased)::int as duplicate,
      count(*) filter (where is_erased)::int as erased, count(*) filter (where is_blocked)::int as blocked,
      count(distinct customer_id) filter (where is_new_contact or is_new_consent)::int as customers
    from staged_contacts`.execute(trx);
  return rows[0] ?? { stored: 0, duplicate: 0, erased: 0, blocked: 0, customers: 0 };
}

const isNew = sql`(s.is_new_contact or s.is_new_consent)`;

/** Stores what is new: customers nobody knew, contact points, consents and the keys records are joined by. */
export async function storeContacts(
  trx: StateTransaction,
  { run, at }: { readonly run: ContactsRun; readonly at: Date },
): Promise<void> {
  const { mapping, begun } = run;
  const { importId } = begun;
  await sql`
    insert into customers (customer_id, id_type, external_id_cipher, external_id_index, key_version, created_at, import_id)
    select distinct on (s.customer_id) s.customer_id, ${mapping.identifierType}, s.external_id_cipher, s.external_id_index,
      s.key_version, ${at}::timestamptz, ${importId}::uuid
    from staged_contacts s where ${isNew} order by s.customer_id, s.row_number
    on conflict (customer_id) do nothing`.execute(trx);
  await sql`
    insert into contact_points (contact_id, customer_id, kind, blind_index, index_version, value_cipher, key_version, status,
      created_at, import_id, said_id)
    select s.contact_id, coalesce(l.customer_id, s.customer_id), s.kind, s.blind_index, s.key_version, s.value_cipher,
      s.key_version, 'active', ${at}, ${importId}, case when l.customer_id is not null then s.customer_id end
    from staged_contacts s left join identity_links l on l.raw_id = s.customer_id where s.is_new_contact`.execute(
    trx,
  );
  await sql`
    insert into consents (customer_id, purpose, channel, action, method, wording_version, evidence, at, actor, import_id, said_id)
    select coalesce(l.customer_id, s.customer_id), s.purpose, s.channel, s.action, 'import', ${mapping.consentWording},
      s.evidence, coalesce(s.consent_at, ${at}), 'import', ${importId}, case when l.customer_id is not null then s.customer_id end
    from staged_contacts s left join identity_links l on l.raw_id = s.customer_id
    where s.is_new_consent order by s.row_number`.execute(trx);
  await saveContactKeys(trx, { importId, source: mapping.source, idType: mapping.identifierType, at });
}
