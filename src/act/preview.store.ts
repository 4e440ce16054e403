/** Preview of a campaign's message for a real customer of its audience: the given one, or the one with the longest name. */
import { sql } from 'kysely';
import { textOf } from '../kernel/catalogue.ts';
import { CodedError, notFound } from '../kernel/errors.ts';
import type { Locale } from '../kernel/settings.ts';
import { maskInPlace } from '../records/masking.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import { loadCampaign } from './campaign.store.ts';
import { missingForApproval } from './campaign-lint.ts';
import { loadMaskedPeople } from './masked-people.store.ts';
import { compileMessage, type RenderedMessage } from './message-template.ts';
import { couponVariables } from './offer-variables.ts';
import { unsubscribeUrl } from './unsubscribe-link.ts';

interface NameRow {
  readonly customer_id: string;
  readonly name_cipher: Buffer | null;
  readonly key_version: number;
}

/** Ciphertext grows with the plain text, so the longest cipher is the longest name without decrypting the audience. */
async function loadPreviewPerson(
  ctx: StoreContext,
  segment: string,
  customerId: string | null,
): Promise<NameRow | null> {
  if (customerId) {
    const { rows } = await sql<NameRow>`
      select customer_id, name_cipher, key_version from customers where customer_id = ${customerId}`.execute(
      ctx.pg,
    );
    if (!rows[0]) throw notFound('customer-unknown');
    return rows[0];
  }
  const { rows } = await sql<NameRow>`
    select c.customer_id, c.name_cipher, c.key_version
    from segment_snapshot_members m join customers c on c.customer_id = m.customer_id
    where m.snapshot_id = (select s.snapshot_id from segment_snapshots s join segments g on g.segment_id = s.segment_id
                           where g.name = ${segment} order by s.created_at desc limit 1)
    order by octet_length(c.name_cipher) desc nulls last, c.customer_id limit 1`.execute(ctx.pg);
  return rows[0] ?? null;
}

/**
 * The rendered message with the customer's name, masked in its real length, and what still keeps it from approval. A template that cannot be
 * parsed comes back as a problem, not as an exception: the page shows it beside the editor.
 */
export async function loadPreview(
  ctx: StoreContext,
  request: { name: string; customerId: string | null; locale: Locale },
) {
  const { definition } = await loadCampaign(ctx.pg, request.name);
  const person = await loadPreviewPerson(ctx, definition.audience.segment, request.customerId);
  const masked = person
    ? (await loadMaskedPeople(ctx, [person.customer_id], definition.message.channel)).get(person.customer_id)
    : null;
  const name = person?.name_cipher
    ? ctx.keys.decrypt(
        person.name_cipher,
        person.key_version,
        fieldAad('customers', 'name', person.customer_id),
      )
    : '';
  const problems = missingForApproval(definition).map(code => ({ code, ...textOf(code, request.locale) }));
  const shown: RenderedMessage = { subject: '', html: '', text: '' };
  try {
    const template = await compileMessage(definition.message);
    const rendered = template.render({
      customer: { name: maskInPlace(name) },
      organisation: { name: ctx.settings.organisation },
      coupon: couponVariables(definition.message.offer, ctx.settings),
      unsubscribe_url: unsubscribeUrl(ctx.settings.publicUrl ?? '', 'preview'),
    });
    return { customer: masked ?? null, ...rendered, problems };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { message } = textOf(error.code, request.locale, error.detail.params);
    return { customer: masked ?? null, ...shown, problems: [{ code: error.code, message }, ...problems] };
  }
}
