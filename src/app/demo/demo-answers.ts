/**
 * The simulated customers answer what really reached them: orders come back as the shop's next export, opens and
 * clicks as the channel's report, and whoever has had enough presses the link in the message.
 */
import { join } from 'node:path';
import { saveEngagements } from '../../act/engagement.store.ts';
import type { Engagement } from '../../simulator/message.ts';
import type { Shop } from '../../simulator/shop.ts';
import { requireShipped } from '../../store/state/outbox.ts';
import { moveClock } from './demo-clock.ts';
import { importFile } from './demo-import.ts';
import { loadDelivered, loadMailboxRows } from './demo-people.store.ts';
import type { DemoStage } from './demo-stage.ts';

export interface AnswerSpan {
  readonly shop: Shop;
  readonly from: Date;
  readonly to: Date;
}

/** Moves domain time to the end of the span and takes in everything that happened in it. */
export async function answer(stage: DemoStage, { shop, from, to }: AnswerSpan): Promise<void> {
  const { ctx } = stage.service;
  const messages = await loadDelivered(ctx);
  const dir = join(stage.folder, `until-${to.toISOString().slice(0, 10)}`);
  const report = await shop.respond({
    messages,
    from,
    to,
    dir,
    options: { encoding: 'gb18030', dirt: true },
  });
  await moveClock(ctx, to);
  for (const kind of ['customers', 'orders'] as const) {
    const file = report.files[kind];
    if (file && file.rows > 0) await importFile(stage, { path: file.path, kind, mapping: 'simulated-shop' });
  }
  await saveEngagements(ctx, report.engagements.flatMap(seenOf));
  await unsubscribe(
    stage,
    report.engagements.filter(({ kind }) => kind === 'unsubscribed'),
  );
  await requireShipped(ctx);
}

const seenOf = ({ kind, deliveryId, at }: Engagement) =>
  kind === 'unsubscribed' ? [] : [{ intentId: deliveryId, kind, at }];

const oneClickLink = /^List-Unsubscribe:\s*<([^>]+)>/im;

/** One-click per RFC 8058, exactly as a mail program does it: POST to the address in the header. */
async function unsubscribe(stage: DemoStage, engagements: readonly Engagement[]): Promise<void> {
  const { ctx, app } = stage.service;
  for (const { intentId, raw } of await loadMailboxRows(ctx, engagements)) {
    // Long headers are folded: a line break with a blank after it is no part of the value.
    const head = raw.toString('latin1').replace(/\r?\n[ \t]+/g, '');
    const link = oneClickLink.exec(head)?.[1];
    if (!link) {
      ctx.log.warn({ intentId }, 'message-without-unsubscribe-link');
      continue;
    }
    const reply = await app.inject({
      method: 'POST',
      url: new URL(link).pathname,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    });
    if (reply.statusCode !== 200) ctx.log.warn({ intentId, status: reply.statusCode }, 'unsubscribe-failed');
  }
}
