/**
 * The file channel: the treated list leaves as CSV for an SMS, 企业微信 or phone team. Taking the list is the send: its
 * intents move to `calling` with the export's id in one transaction, and to `accepted` once the file is handed out.
 */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import { badInput } from '../kernel/errors.ts';
import { csvLine } from '../records/csv.ts';
import type { StoreContext } from '../store/context.ts';
import type { Deed } from '../store/state/approval.store.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { leaveToTake, useLeave } from '../store/state/people-taken.store.ts';
import { loadRetention } from '../store/state/retention.store.ts';
import { withTransaction } from '../store/state/state-db.ts';
import { type Campaign, loadCampaign } from './campaign.store.ts';
import { compileMessage } from './message-template.ts';
import { couponVariables } from './offer-variables.ts';
import { recipientOf } from './recipient.store.ts';
import { type ClaimedIntent, markCalling } from './sender.store.ts';
import { enqueueTouches } from './touches.store.ts';

export interface FileExport {
  readonly exportId: string;
  readonly people: number;
  readonly watermark: string;
  readonly createdAt: Date;
  /** From then on the list is refused. */
  readonly expiresAt: Date;
}

const localDay = (at: Date, zone: string) => DateTime.fromJSDate(at, { zone }).toISODate() ?? '';

/** Taking the list as a deed: everybody who is ready. */
async function exportDeed({ pg, now }: StoreContext, campaign: Campaign): Promise<Deed> {
  const { rows } = await sql<{ people: number }>`
    select count(*)::int as people from intents
    where campaign_id = ${campaign.campaignId} and state = 'queued' and not_before <= ${now()}`.execute(pg);
  const people = rows[0]?.people ?? 0;
  const { name } = campaign.definition;
  return { kind: 'export', deed: `export:${name}`, target: `campaign:${name}`, detail: { people }, people };
}

/**
 * Takes every ready intent of the campaign into a new export, approved by the caller. Control is not in it: it never
 * had intents. Throws `campaign-file-only` and, for a large list, `approval-needed`.
 */
export async function createFileExport(ctx: StoreContext, name: string): Promise<FileExport> {
  const campaign = await loadCampaign(ctx.pg, name);
  if (campaign.definition.message.channel !== 'file')
    throw badInput('campaign-file-only', { received: name });
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + (await loadRetention(ctx.pg)).exportDays * 86_400_000);
  const exportId = ctx.newId();
  const watermark = `${name} · ${exportId.slice(-12)} · ${localDay(now, ctx.settings.zone)}`;
  const deed = await exportDeed(ctx, campaign);
  const leave = await leaveToTake(ctx, deed);
  const people = await ctx.pg.transaction().execute(async trx => {
    const approved = await useLeave(trx, ctx, { leave, deed });
    const { rows } = await sql<{ intent_id: string }>`
      update intents set state = 'claimed', lease_owner = ${exportId} where intent_id in (
        select intent_id from intents where campaign_id = ${campaign.campaignId} and state = 'queued'
          and not_before <= ${now} order by intent_id for update skip locked)
      returning intent_id`.execute(trx);
    const ids = rows.map(r => r.intent_id);
    const callable = [
      ...(await markCalling(trx, { ids, channel: 'file', owner: exportId, now, zone: ctx.settings.zone })),
    ].sort();
    await sql`
      insert into file_exports (export_id, campaign_id, people, watermark, approved_by, created_at, expires_at)
      values (${exportId}, ${campaign.campaignId}, ${callable.length}, ${watermark}, ${ctx.caller?.actorId ?? 'system'}, ${now}, ${expiresAt})`.execute(
      trx,
    );
    await sql`
      insert into file_export_rows (export_id, intent_id, row_no)
      select ${exportId}, id, n from unnest(${callable}::uuid[]) with ordinality as t(id, n)`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'campaign.export',
      target: `campaign:${name}`,
      after: { exportId, people: callable.length, ...approved },
    });
    return callable.length;
  });
  return { exportId, people, watermark, createdAt: now, expiresAt };
}

/** The exports of a campaign, newest first. */
export async function loadFileExports(ctx: StoreContext, name: string) {
  const { rows } = await sql<FileExport & { approvedBy: string }>`
    select e.export_id as "exportId", e.people, e.watermark, e.created_at as "createdAt", e.expires_at as "expiresAt", e.approved_by as "approvedBy"
    from file_exports e join campaigns c on c.campaign_id = e.campaign_id
    where c.name = ${name} order by e.created_at desc`.execute(ctx.pg);
  return rows;
}

const pageRows = 2_000;

async function loadExportPage(
  ctx: StoreContext,
  exportId: string,
  after: number,
): Promise<(ClaimedIntent & { row_no: number })[]> {
  const { rows } = await sql<ClaimedIntent & { row_no: number }>`
    select r.row_no, i.intent_id as "intentId", i.campaign_id as "campaignId", i.customer_id as "customerId",
      i.contact_id as "contactId", i.attempts, p.value_cipher as "valueCipher", p.key_version as "valueKeyVersion",
      c.name_cipher as "nameCipher", c.key_version as "nameKeyVersion"
    from file_export_rows r join intents i on i.intent_id = r.intent_id
    join contact_points p on p.contact_id = i.contact_id join customers c on c.customer_id = i.customer_id
    where r.export_id = ${exportId} and r.row_no > ${after} order by r.row_no limit ${pageRows}`.execute(
    ctx.pg,
  );
  return rows;
}

/**
 * The export as CSV lines (UTF-8 with BOM, formula cells neutralised, watermark in every row). Reading it again gives
 * the same rows; each reading is an audit entry of its own.
 */
export async function* exportLines(
  ctx: StoreContext,
  name: string,
  exportId: string,
): AsyncGenerator<string> {
  const { definition } = await loadCampaign(ctx.pg, name);
  const template = await compileMessage(definition.message);
  const exports = await loadFileExports(ctx, name);
  const watermark = exports.find(e => e.exportId === exportId)?.watermark ?? '';
  await withTransaction(ctx.pg, trx =>
    saveAudit(trx, ctx, {
      action: 'campaign.download',
      target: `campaign:${name}`,
      after: { exportId, watermark },
    }),
  );
  yield `\ufeff${csvLine(['delivery_id', 'name', 'phone', 'message', 'watermark'])}`;
  for (let after = 0, page = await loadExportPage(ctx, exportId, after); page.length > 0; ) {
    for (const row of page) {
      const recipient = recipientOf(ctx.keys, row);
      const { text } = template.render({
        customer: { name: recipient.name.reveal() },
        organisation: { name: ctx.settings.organisation },
        coupon: couponVariables(definition.message.offer, ctx.settings),
        unsubscribe_url: '',
      });
      yield csvLine([row.intentId, recipient.name.reveal(), recipient.address.reveal(), text, watermark]);
    }
    after = page.at(-1)?.row_no ?? after;
    page = await loadExportPage(ctx, exportId, after);
  }
  await saveHandedOut(ctx, exportId);
}

/** Marks an export's intents accepted once the whole file was handed out. Idempotent. */
async function saveHandedOut(ctx: StoreContext, exportId: string): Promise<void> {
  const now = ctx.now();
  await ctx.pg.transaction().execute(async trx => {
    const { rows } = await sql<{ intent_id: string }>`
      update intents set state = 'accepted', sent_at = ${now}, lease_owner = null
      where state = 'calling' and intent_id in (select intent_id from file_export_rows where export_id = ${exportId})
      returning intent_id`.execute(trx);
    const ids = rows.map(r => r.intent_id);
    await sql`
      insert into delivery_events (intent_id, kind, at, source)
      select id, 'accepted', ${now}, 'file' from unnest(${ids}::uuid[]) as t(id) on conflict do nothing`.execute(
      trx,
    );
    if (ids.length > 0) await enqueueTouches(trx, { intentIds: ids, kind: 'sent', at: now, ctx });
  });
}
