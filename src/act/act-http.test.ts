import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../testing/http.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import { cancelCampaign } from './cancel.store.ts';
import { launchCampaign } from './launch.store.ts';
import { assignRetrospectively } from './retrospective-assignment.store.ts';
import { claimText, unsubscribePurpose } from './unsubscribe-link.ts';

let stores: TestStores;
let server: TestServer;
let ids: string[];

const ask = (path: string, init: RequestInit = {}) => fetch(server.url + path, init);
const asOwner = (path: string, init: RequestInit = {}) =>
  ask(path, { ...init, headers: { authorization: `Bearer ${server.localToken}`, ...init.headers } });
const posted = (path: string, body: unknown) =>
  asOwner(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** A campaign to everybody of the segment from now on, without control. */
async function define(name: string, change: Parameters<typeof testCampaign>[0]['change'] = {}) {
  const definition = testCampaign({
    name,
    segment: 'all',
    startsAt: stores.ctx.now(),
    change: {
      control: { share: 0, absenceReason: 'a test' },
      schedule: { spreadHours: 0 },
      ...change,
    },
  });
  await saveDefinition(stores.ctx, definition);
  await approveCampaign(stores.ctx, name, caller);
}

async function launch(name: string, change: Parameters<typeof testCampaign>[0]['change'] = {}) {
  await define(name, change);
  await launchCampaign(stores.ctx, name);
  stores.clock.advance({ minutes: 1 });
  await campaignTick(stores.ctx);
}

const tokenOf = async (customerId: string) => {
  const { rows } = await sql<{ intent_id: string }>`
    select intent_id from intents where customer_id = ${customerId} order by slot_at limit 1`.execute(
    stores.ctx.pg,
  );
  const claim = {
    customerId,
    purpose: 'marketing',
    consentChannel: 'email',
    intentId: rows[0]?.intent_id ?? '',
  } as const;
  return stores.ctx.keys.seal(unsubscribePurpose, claimText(claim));
};

const consentOf = async (customerId: string) => {
  const { rows } = await sql<{ action: string }>`
    select action from current_consents
    where customer_id = ${customerId} and purpose = 'marketing' and channel = 'email'`.execute(stores.ctx.pg);
  return rows[0]?.action;
};

beforeAll(async () => {
  stores = await testStores();
  ids = await savePeople(
    stores.ctx,
    Array.from({ length: 10 }, (_, n) => ({
      externalId: `h${n}`,
      email: `h${n}@kanari.example`,
      phone: `+86138000${String(10000 + n)}`,
    })),
  );
  await saveSnapshot(stores.ctx, 'all', ids);
  server = await testHttp(stores.ctx);
  await launch('one');
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

describe('the unsubscribe link', () => {
  it('asks by GET and changes nothing: link scanners follow links', async () => {
    const [customer = ''] = ids;
    const token = await tokenOf(customer);
    const page = await ask(`/u/${token}`, { headers: { 'accept-language': 'en' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<form method="post">');
    await ask(`/u/${token}`, { method: 'HEAD' });
    expect(await consentOf(customer)).toBe('granted');
  });

  it('acts by POST without login, cookie, origin or redirect, at once and again', async () => {
    const [, customer = ''] = ids;
    const token = await tokenOf(customer);
    for (const _ of [1, 2]) {
      const done = await ask(`/u/${token}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' },
        body: 'List-Unsubscribe=One-Click',
      });
      expect([done.status, done.headers.getSetCookie()]).toEqual([200, []]);
    }
    expect(await consentOf(customer)).toBe('withdrawn');
    const { rows } = await sql<{ state: string; n: number }>`
      select i.state, (select count(*)::int from consents where customer_id = ${customer} and action = 'withdrawn'
        and channel = 'email') as n from intents i where i.customer_id = ${customer}`.execute(stores.ctx.pg);
    expect(rows).toEqual([{ state: 'skipped', n: 1 }]);
  });

  it.each(['GET', 'POST'])('answers %s of a wrong, cut or foreign token with 404', async method => {
    const [, , customer = ''] = ids;
    const token = await tokenOf(customer);
    const foreign = stores.ctx.keys.seal('cursor:jobs', 'x');
    const altered = token.slice(0, -6) + (token.at(-6) === 'A' ? 'B' : 'A') + token.slice(-5);
    for (const wrong of ['x', 'x'.repeat(60), token.slice(0, -4), altered, foreign]) {
      const reply = await ask(`/u/${wrong}`, { method });
      expect([wrong.length, reply.status]).toEqual([wrong.length, 404]);
      expect(await reply.text()).not.toContain(customer);
    }
    expect(await consentOf(customer)).toBe('granted');
  });
});

describe('receipts over HTTP', () => {
  it('takes a file of several megabytes', async () => {
    await define('bulk', { message: { channel: 'file', text: '回T退订' } });
    const row = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, '0')},delivered`;
    const csv = ['delivery_id,status', ...Array.from({ length: 60_000 }, (_, n) => row(n))].join('\n');
    const reply = await posted('/api/campaigns/bulk/receipts', { csv });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ rowsRead: 60_000, delivered: 0 });
  });
});

describe('the calendar', () => {
  const entries = async (from: string, to: string) => {
    const reply = await asOwner(`/api/calendar?from=${from}&to=${to}`);
    expect(reply.status).toBe(200);
    const { entries } = (await reply.json()) as {
      entries: {
        campaign: string | null;
        code: string;
        from: string;
        warnings: { campaign: string; people: number }[];
      }[];
    };
    return entries;
  };
  const warningsOf = async (name: string) => {
    const found = (await entries('2026-03-01', '2026-03-31')).find(e => e.campaign === name);
    return found?.warnings.map(({ campaign, people }) => [campaign, people]);
  };

  it('warns of the same people within seven days, and only of those who are approached', async () => {
    const { ctx, clock } = stores;
    clock.advance({ days: 3 });
    await launch('two');
    expect(await warningsOf('two')).toEqual([['one', 9]]);
    expect(await warningsOf('one')).toEqual([['two', 9]]);
    await cancelCampaign(ctx, 'two');
    expect(await warningsOf('one')).toEqual([]);
  });

  it('warns of what is only planned, by the whole list, until its hours are over', async () => {
    const { ctx } = stores;
    const inDays = (days: number) => ({
      schedule: { startsAt: new Date(ctx.now().getTime() + days * 86_400_000).toISOString(), spreadHours: 2 },
    });
    await define('soon', inDays(3));
    const soon = (await entries('2026-03-01', '2026-03-31')).find(e => e.campaign === 'soon');
    expect(soon?.warnings).toEqual([expect.objectContaining({ campaign: 'one', people: 10, planned: true })]);
    expect(await warningsOf('one')).toEqual([['soon', 10]]);
    await define('later', inDays(9));
    expect(await warningsOf('soon')).toEqual([
      ['later', 10],
      ['one', 10],
    ]);
    expect(await warningsOf('one'), 'twelve days apart').toEqual([['soon', 10]]);
    for (const name of ['soon', 'later']) await define(name, inDays(-40));
    expect(await warningsOf('one'), 'plans of the past approach nobody').toEqual([]);
  });

  it('does not call it an approach when arms are only drawn for history', async () => {
    const { ctx } = stores;
    await define('history', { audience: { segment: 'all', opportunityId: null, retrospective: true } });
    await assignRetrospectively(ctx, 'history');
    expect(await warningsOf('one')).toEqual([]);
    expect(await warningsOf('history')).toEqual([]);
    await define('next');
    const reply = await posted('/api/campaigns/next/waterfall', {});
    const { overlaps } = (await reply.json()) as { overlaps: { campaign: string }[] };
    expect(overlaps.map(o => o.campaign)).toEqual(['one']);
  });

  it('counts in a draft whom it would write to, each at the own time', async () => {
    const overlapsOf = async (name: string, change: Parameters<typeof define>[1]) => {
      await define(name, change);
      const reply = await posted(`/api/campaigns/${name}/waterfall`, {});
      const shown = (await reply.json()) as {
        expectedSends: number;
        steps: { step: string; reasons: { count: number; examples: { name: string }[] }[] }[];
        overlaps: { campaign: string; people: number }[];
      };
      return { ...shown, of: new Map(shown.overlaps.map(o => [o.campaign, o.people])) };
    };
    const half = await overlapsOf('half', { control: { share: 0.5 } });
    expect(half.expectedSends).toBeLessThan(10);
    expect(half.of.get('one')).toBe(half.expectedSends);
    const control = half.steps.find(step => step.step === 'audience-control')?.reasons[0];
    expect(control?.examples).toHaveLength(Math.min(5, control?.count ?? 0));
    for (const person of control?.examples ?? []) expect(person.name).toMatch(/\*|＊|·|•/);
    const late = await overlapsOf('late', { schedule: { spreadHours: 720 } });
    expect(late.of.get('one') ?? 0, 'spread over a month').toBeLessThan(late.expectedSends);
    const past = await overlapsOf('past-half', {
      audience: { segment: 'all', opportunityId: null, retrospective: true },
    });
    expect(past.overlaps).toEqual([]);
  });

  it('shows festivals and refuses a period that ends before it begins', async () => {
    expect((await entries('2026-09-20', '2026-09-30')).map(e => e.code)).toContain('calendar-mid-autumn');
    expect((await asOwner('/api/calendar?from=2026-03-02&to=2026-03-01')).status).toBe(400);
    expect((await asOwner('/api/calendar?from=2026-02-30&to=2026-03-01')).status).toBe(400);
  });
});

describe('the waterfall of a retrospective assignment', () => {
  it('promises the people who will be assigned, whatever their consent, and no message', async () => {
    await savePeople(stores.ctx, [{ externalId: 'silent', consent: 'none' }]);
    await saveSnapshot(stores.ctx, 'with-silent', [...ids, stores.ctx.keys.customerId('external', 'silent')]);
    await define('past', {
      audience: { segment: 'with-silent', opportunityId: null, retrospective: true },
      control: { share: 0.5 },
    });
    const reply = await posted('/api/campaigns/past/waterfall', {});
    const shown = (await reply.json()) as {
      expectedSends: number;
      control: number;
      steps: { step: string; lost: number }[];
      finalReadAt: string;
    };
    expect(shown.steps.filter(s => s.lost > 0).map(s => s.step)).toEqual(['audience-control']);
    expect(shown.expectedSends + shown.control).toBe(11);
    const assigned = await assignRetrospectively(stores.ctx, 'past');
    expect(assigned.finalReadAt?.toISOString()).toBe(shown.finalReadAt);
  });
});

describe('a list over HTTP', () => {
  it('is handed out by a download, not by asking whether it is there', async () => {
    stores.clock.advance({ days: 2 });
    await launch('listed', { message: { channel: 'file', text: '{{ customer.name }} 回T退订' } });
    const taken = (await (await posted('/api/campaigns/listed/export', {})).json()) as { exportId: string };
    const path = `/api/campaigns/listed/exports/${taken.exportId}`;
    const delivered = async () => {
      const status = await asOwner('/api/campaigns/listed/status');
      return ((await status.json()) as { delivered: number }).delivered;
    };
    await asOwner(path, { method: 'HEAD' });
    expect(await delivered()).toBe(0);
    const reply = await asOwner(path);
    expect(reply.headers.get('content-disposition')).toContain('listed-');
    expect((await reply.text()).split('\r\n').length).toBe(ids.length + 2);
    expect(await delivered()).toBe(ids.length);
    expect((await asOwner(`/api/campaigns/listed/exports/${stores.ctx.newId()}`)).status).toBe(404);
    expect((await ask(path)).status).toBe(401);
  });
});
