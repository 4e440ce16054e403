/** Notices of an incident: drafted from its facts in both languages, edited by hand, and the times they were given. */
import { sql } from 'kysely';
import { badInput, conflict } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import { type NoticeFacts, noticeFacts, stopDone } from '../../records/incident.ts';
import { type NoticeRecipient, noticeLocales, noticeRecipients } from '../../records/incident-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { holdsContact, saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { draftNotice } from './incident-notice.ts';
import { lockedIncident, requireNoContact, requirePast, saveStep } from './incidents.store.ts';

async function lastStop(trx: StateTransaction, incidentId: string) {
  const { rows } = await sql<{ detail: unknown }>`
    select detail from incident_steps where incident_id = ${incidentId} and step = 'sending-stopped'
    order by step_no desc limit 1`.execute(trx);
  return rows[0] ? stopDone.parse(rows[0].detail) : null;
}

/**
 * Drafts all four notices and keeps what they rest on; what was edited by hand stays unless `replace`. Throws
 * `incident-unknown`, `incident-closed`, `incident-people-first`, `incident-personal-data`.
 */
export async function draftNotices(
  ctx: StoreContext,
  incidentId: string,
  { replace, ...said }: NoticeFacts & { readonly replace: boolean },
): Promise<void> {
  const { cause, harm, measures, advice } = said;
  requireNoContact({ cause, harm, measures, advice });
  const facts = noticeFacts.parse(said);
  await withTransaction(ctx.pg, async trx => {
    const { mode, people, foundAt } = await lockedIncident(trx, incidentId);
    if (people === null) throw conflict('incident-people-first', { path: 'id' });
    const { organisation, zone } = ctx.settings;
    const input = {
      drill: mode === 'drill',
      organisation,
      zone,
      foundAt,
      counts: people,
      facts,
      stopped: await lastStop(trx, incidentId),
    };
    for (const recipient of noticeRecipients)
      for (const locale of noticeLocales)
        await sql`
          insert into incident_notices (incident_id, recipient, locale, body, drafted_at)
          values (${incidentId}, ${recipient}, ${locale}, ${draftNotice(input, recipient, locale)}, ${ctx.now()})
          on conflict (incident_id, recipient, locale) do update
            set body = excluded.body, drafted_at = excluded.drafted_at, edited_at = null
            where incident_notices.edited_at is null or ${replace}`.execute(trx);
    await sql`
      update incidents set notice_facts = ${JSON.stringify(facts)}::jsonb where incident_id = ${incidentId}`.execute(
      trx,
    );
    const detail = { people: people.people, replace };
    await saveStep(trx, ctx, { incidentId, step: 'notice-drafted', action: 'incident.notice', detail });
  });
}

/** The contact people may ask, as it was given for the drafts; nothing else of that kind belongs into a notice. */
async function statedContact(trx: StateTransaction, incidentId: string): Promise<string> {
  const { rows } = await sql<{ contact: string | null }>`
    select notice_facts ->> 'contact' as contact from incidents where incident_id = ${incidentId}`.execute(
    trx,
  );
  return rows[0]?.contact ?? '';
}

/** Keeps a notice as somebody wrote it. Throws as drafting does, and `incident-notice-first`. */
export async function editNotice(
  ctx: StoreContext,
  incidentId: string,
  wish: { readonly recipient: NoticeRecipient; readonly locale: Locale; readonly body: string },
): Promise<void> {
  const { recipient, locale, body } = wish;
  await withTransaction(ctx.pg, async trx => {
    await lockedIncident(trx, incidentId);
    const contact = await statedContact(trx, incidentId);
    if (holdsContact(contact === '' ? body : body.replaceAll(contact, '')))
      throw badInput('incident-personal-data', { path: 'body', expected: contact });
    const { rows } = await sql`
      update incident_notices set body = ${body}, edited_at = ${ctx.now()}
      where incident_id = ${incidentId} and recipient = ${recipient} and locale = ${locale} returning 1`.execute(
      trx,
    );
    if (rows.length === 0) throw conflict('incident-notice-first', { path: 'id' });
    await saveAudit(trx, ctx, {
      action: 'incident.notice-edit',
      target: `incident:${incidentId}`,
      after: { recipient, locale },
    });
  });
}

/** Notes that a notice was given, at a time between the finding and now. Throws `incident-notice-first`, `incident-time`. */
export async function saveTold(
  ctx: StoreContext,
  incidentId: string,
  { recipient, at: given }: { readonly recipient: NoticeRecipient; readonly at?: string | undefined },
): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    const { mode, foundAt } = await lockedIncident(trx, incidentId);
    const { rows } = await sql`
      select 1 from incident_notices where incident_id = ${incidentId} limit 1`.execute(trx);
    if (rows.length === 0) throw conflict('incident-notice-first', { path: 'id' });
    const at = requirePast(ctx, 'at', { at: given, least: foundAt });
    const step = recipient === 'authority' ? 'authority-told' : 'people-told';
    const detail = { mode, recipient, at: at.toISOString() };
    await saveStep(trx, ctx, { incidentId, step, action: 'incident.told', at, detail });
  });
}
