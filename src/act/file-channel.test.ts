import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsSql } from '../store/facts/sql.ts';
import { shipOutbox } from '../store/state/outbox.ts';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { loadCampaign, saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import { createFileExport, exportLines, loadFileExports } from './file-export.store.ts';
import { launchCampaign } from './launch.store.ts';
import { saveReceipts } from './receipts.store.ts';
import { loadStatus } from './status.store.ts';

const people = 60;
const name = 'sms';
let stores: TestStores;
let exportId: string;
let lines: string[];

const status = async () => loadStatus(stores.ctx.pg, await loadCampaign(stores.ctx.pg, name));

async function linesOf(id: string): Promise<string[]> {
  const parts: string[] = [];
  for await (const line of exportLines(stores.ctx, name, id)) parts.push(line);
  return parts;
}
/** The delivery ids of the list, in its order. */
const ids = () => lines.slice(1).map(line => line.split(',')[0] ?? '');

const touchesOf = async () => {
  await shipOutbox(stores.ctx);
  const rows = await stores.ctx.ch.query<{ kind: string; n: string; cost: string }>(
    factsSql`select kind, toString(count()) as n, toString(sum(cost)) as cost from touches group by kind order by kind`,
    { tag: 'test' },
  );
  return Object.fromEntries(rows.map(({ kind, n, cost }) => [kind, { n: Number(n), cost: Number(cost) }]));
};

beforeAll(async () => {
  stores = await testStores({ start: '2026-03-02T17:30:00Z' });
  const { ctx, clock } = stores;
  const customers = await savePeople(
    ctx,
    Array.from({ length: people }, (_, n) => ({
      externalId: `f${n}`,
      name: n === 0 ? '=HYPERLINK("x")' : `鹮鸰${n}`,
      phone: `+861998731${String(n).padStart(4, '0')}`,
    })),
  );
  await saveSnapshot(ctx, 'phones', customers);
  await saveDefinition(
    ctx,
    testCampaign({
      name,
      segment: 'phones',
      startsAt: ctx.now(),
      change: {
        control: { share: 0.3 },
        schedule: { spreadHours: 0 },
        message: { channel: 'file', text: '{{ customer.name }}，好久不见，回T退订' },
        // 1:30 in Shanghai, and the phone team works at night.
        policy: { caps: [{ count: 1, windowDays: 1 }], sendFromHour: 0, sendToHour: 24 },
      },
    }),
  );
  await approveCampaign(ctx, name, caller);
  await launchCampaign(ctx, name);
  clock.advance({ minutes: 1 });
  await campaignTick(ctx);
});
afterAll(() => stores?.close());

describe('the file channel', () => {
  it('takes the treated list once, never anybody of the control', async () => {
    const { ctx } = stores;
    const { control, intents } = await status();
    expect(control).toBeGreaterThan(5);
    const [first, second] = await Promise.all([createFileExport(ctx, name), createFileExport(ctx, name)]);
    expect(first.people + second.people).toBe(people - control);
    expect(intents).toBe(people - control);
    expect((await createFileExport(ctx, name)).people).toBe(0);
    const taken = [first, second].filter(e => e.people > 0);
    lines = (await Promise.all(taken.map(e => linesOf(e.exportId)))).flatMap((part, n) =>
      n === 0 ? part : part.slice(1),
    );
    exportId = taken[0]?.exportId ?? '';
    expect(new Set(ids()).size).toBe(people - control);
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from intents i join campaign_audience a using (campaign_id, customer_id)
      where a.arm = 'control'`.execute(ctx.pg);
    expect(rows[0]?.n).toBe(0);
  });

  it('writes its watermark with the local day into every row and runs no formula', async () => {
    const { ctx } = stores;
    const { watermark } = (await loadFileExports(ctx, name)).find(e => e.exportId === exportId) ?? {};
    // Half past one at night on the 3rd where the organisation is, still the 2nd in UTC.
    expect(watermark).toBe(`${name} · ${exportId.slice(-12)} · 2026-03-03`);
    expect(lines[0]).toBe('\ufeffdelivery_id,name,phone,message,watermark\r\n');
    const own = (await linesOf(exportId)).slice(1);
    expect(own.every(line => line.endsWith(`${watermark}\r\n`))).toBe(true);
    expect(lines.every(line => !/(^|,)"?[=+@-]/.test(line))).toBe(true);
  });

  it('counts as sent once the whole list was handed out, and again gives the same list', async () => {
    const { delivered, intents, queued } = await status();
    expect([delivered, queued]).toEqual([intents, 0]);
    expect(await linesOf(exportId)).toEqual(await linesOf(exportId));
    const { sent } = await touchesOf();
    expect(sent?.n).toBe(intents);
    expect(sent?.cost).toBeCloseTo(intents * 0.05, 6);
  });

  it('refuses to export a campaign of another channel', async () => {
    const { ctx } = stores;
    await saveDefinition(ctx, testCampaign({ name: 'mail', segment: 'phones', startsAt: ctx.now() }));
    await expect(createFileExport(ctx, 'mail')).rejects.toMatchObject({
      code: 'campaign-file-only',
    });
  });

  it('settles deliveries by receipts; repeats and later receipts change nothing', async () => {
    const [one = '', two = '', three = ''] = ids();
    const { ctx } = stores;
    const csv = `delivery_id,status\n${one},delivered\n${two},失败\n${one},failed\n`;
    expect(await saveReceipts(ctx, name, csv)).toEqual({
      rowsRead: 3,
      delivered: 1,
      failed: 1,
      repeated: 1,
      unmatched: [],
    });
    expect(await saveReceipts(ctx, name, csv)).toMatchObject({ delivered: 0, failed: 0, repeated: 3 });
    const late = await saveReceipts(
      ctx,
      name,
      `\ufeffstatus,delivery_id\r\nFAILED,${one}\r\n成功,${three}\r\n`,
    );
    expect(late).toMatchObject({ rowsRead: 2, delivered: 1, failed: 0, repeated: 1 });
    const { delivered, failed, intents } = await status();
    expect([delivered, failed]).toEqual([intents - 1, 1]);
    expect(await touchesOf()).toMatchObject({ delivered: { n: 2, cost: 0 }, failed: { n: 1, cost: 0 } });
  });

  it('lists what it does not know, without repeating what may be personal', async () => {
    const { ctx } = stores;
    const [one = ''] = ids();
    const csv = `delivery_id,status\n00000000-0000-8000-8000-000000000009,delivered\n19987310007,delivered\n${one},鹮鸰明已收到\n`;
    const { unmatched, delivered } = await saveReceipts(ctx, name, csv);
    expect(delivered).toBe(0);
    expect(unmatched.map(({ row, code }) => [row, code]).sort()).toEqual([
      [2, 'receipt-unmatched'],
      [3, 'receipt-unmatched'],
      [4, 'receipt-status'],
    ]);
    expect(JSON.stringify(unmatched)).not.toMatch(/19987310007|鹮鸰明/);
  });

  it('takes no receipt of another campaign', async () => {
    const [, , , four = ''] = ids();
    const summary = await saveReceipts(stores.ctx, 'mail', `delivery_id,status\n${four},failed\n`);
    expect(summary).toMatchObject({ failed: 0, unmatched: [{ code: 'receipt-unmatched' }] });
  });

  it.each([
    ['columns of another file', 'phone,status\n19987310007,delivered\n', 'receipt-columns'],
    ['no header', '19987310007,delivered\n19987310008,failed\n', 'receipt-columns'],
    ['quotes that do not close', 'delivery_id,status\n"19987310007,delivered\n', 'receipt-not-csv'],
  ])('refuses a file with %s and says so without its content', async (_what, csv, code) => {
    const refusal = await saveReceipts(stores.ctx, name, csv).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code, errorClass: 'bad-input' });
    expect(JSON.stringify((refusal as { detail: { params?: object } }).detail.params ?? {})).not.toContain(
      '19987310007',
    );
  });

  it('accepts a file with the right header and nothing in it', async () => {
    expect(await saveReceipts(stores.ctx, name, 'delivery_id,status\n')).toMatchObject({
      rowsRead: 0,
      unmatched: [],
    });
  });

  it('counts the cost of a message whose receipt comes before anybody knew that it was sent', async () => {
    const { ctx, clock } = stores;
    const before = (await touchesOf())['sent'];
    clock.advance({ days: 3 });
    const { definition } = await loadCampaign(ctx.pg, name);
    await saveDefinition(ctx, {
      ...definition,
      name: 'again',
      schedule: { startsAt: ctx.now().toISOString(), spreadHours: 0 },
    });
    await approveCampaign(ctx, 'again', caller);
    await launchCampaign(ctx, 'again');
    await campaignTick(ctx);
    await createFileExport(ctx, 'again');
    const { rows } = await sql<{ intent_id: string }>`
      select intent_id from intents join campaigns using (campaign_id) where name = 'again' order by 1 limit 2`.execute(
      ctx.pg,
    );
    const [one, two] = rows.map(row => row.intent_id);
    await saveReceipts(ctx, 'again', `delivery_id,status\n${one},delivered\n${two},failed\n`);
    expect((await touchesOf())['sent']?.n).toBe((before?.n ?? 0) + 1);
  });
});
