/**
 * The moment a customers file becomes true. Attributes wait in the facts store as finished rows; one state transaction
 * stores people, contact points and consents and declares the import published; then the waiting rows appear. A
 * process that dies before the transaction has stored nothing, one that dies after it is carried to the end.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { saveStagedKeys } from '../identity/identity-keys.store.ts';
import { type ImportOutcome, savePublishing } from '../import/import-ledger.store.ts';
import { addStagedContactPoints, settleContactPoints, touchCustomers } from './contact-points.store.ts';
import { enqueueMoved, givesPlaces, markMoved, ownerOf } from './people-places.store.ts';
import type { PeopleRun } from './staged-people.store.ts';

interface Publication {
  readonly run: PeopleRun;
  readonly at: Date;
}

/**
 * New people are added; of known ones what the row says replaces what was known, and what it leaves empty stays. Both
 * ciphers of a row and its index belong to one key version, so they change together.
 */
async function saveCustomers(trx: StateTransaction, { run, at }: Publication): Promise<void> {
  const { begun, mapping } = run;
  const { importId } = begun;
  await sql`
    insert into customers as known (customer_id, id_type, external_id_cipher, external_id_index, name_cipher,
      key_version, locale, zone, created_at, import_id, owner_id, store, region)
    select customer_id, ${mapping.identifierType}, external_id_cipher, external_id_index, name_cipher, key_version,
      locale, zone, ${at}, ${importId}, ${ownerOf}, store, region
    from customer_staging s where import_id = ${importId} and verdict is null order by customer_id
    on conflict (customer_id) do update set
      name_cipher = coalesce(excluded.name_cipher, known.name_cipher),
      external_id_cipher = case when excluded.name_cipher is null and known.name_cipher is not null
        then known.external_id_cipher else excluded.external_id_cipher end,
      external_id_index = case when excluded.name_cipher is null and known.name_cipher is not null
        then known.external_id_index else excluded.external_id_index end,
      key_version = case when excluded.name_cipher is null and known.name_cipher is not null
        then known.key_version else excluded.key_version end,
      locale = coalesce(excluded.locale, known.locale),
      zone = coalesce(excluded.zone, known.zone),
      owner_id = coalesce(excluded.owner_id, known.owner_id),
      store = coalesce(excluded.store, known.store),
      region = coalesce(excluded.region, known.region)`.execute(trx);
  await sql`
    insert into customer_rows (customer_id, source, import_id, version, fingerprint, name_cipher, key_version, locale,
      zone, phone_index, email_index, owner_id, store, region)
    select customer_id, ${mapping.source}, import_id, ${run.version}, fingerprint, name_cipher, key_version, locale, zone,
      phone_index, email_index, ${ownerOf}, store, region
    from customer_staging s where import_id = ${importId} and verdict is null`.execute(trx);
}

/**
 * Consents are appended with their own time, so that a later withdrawal by the customer stays the latest word. An
 * answer without a time counts from the import on, and then a "yes" never lifts a withdrawal.
 */
async function saveConsents(trx: StateTransaction, { run, at }: Publication): Promise<void> {
  const { begun, mapping } = run;
  const { importId } = begun;
  await sql`
    insert into consents (customer_id, purpose, channel, action, method, wording_version, evidence, at, actor, import_id,
      said_id)
    select coalesce(l.customer_id, said.customer_id), said.purpose, said.channel, said.action, 'import', ${mapping.consentWording},
      'row ' || said.row_number, coalesce(said.consent_at, ${at}), 'import', ${importId},
      case when l.customer_id is not null then said.customer_id end
    from (
      select s.customer_id, s.row_number, s.consent_at, split_part(consent, ':', 1) as purpose,
        split_part(consent, ':', 2) as channel, split_part(consent, ':', 3) as action
      from customer_staging s cross join unnest(s.consents) as consent
      where s.import_id = ${importId} and s.verdict is null) said
    left join identity_links l on l.raw_id = said.customer_id
    where said.consent_at is not null or said.action = 'withdrawn' or not exists (
      select from consents c
      where c.customer_id = coalesce(l.customer_id, said.customer_id) and c.purpose = said.purpose and c.channel = said.channel
        and c.action = 'withdrawn' and c.void_at is null)
    order by said.row_number`.execute(trx);
}

/** The one transaction; from its commit on the import cannot fail any more. About 190 µs a stored row. */
export async function publishPeople(
  ctx: StoreContext,
  run: PeopleRun,
  outcome: ImportOutcome,
): Promise<void> {
  const { importId } = run.begun;
  const at = ctx.now();
  await withTransaction(ctx.pg, async trx => {
    await touchCustomers(
      trx,
      sql`select customer_id from customer_staging where import_id = ${importId} and verdict is null`,
    );
    const moves = givesPlaces(run.mapping);
    if (moves) await markMoved(trx, importId);
    await saveCustomers(trx, { run, at });
    if (moves) await enqueueMoved(trx, at);
    await settleContactPoints(trx, { importId, at });
    await addStagedContactPoints(trx, { importId, at });
    await saveConsents(trx, { run, at });
    const { source, identifierType: idType } = run.mapping;
    await saveStagedKeys(trx, { importId, source, idType, at });
    await savePublishing(ctx, trx, { begun: run.begun, outcome });
  });
}
