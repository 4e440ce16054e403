/** Touches, service cases, survey answers and feedback texts through the whole import, by what their headings say. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { dealingKinds } from '../../records/dealing-kinds.ts';
import type { DealingMapping, ImportKind } from '../../records/mapping.ts';
import { logAsOf } from '../../store/facts/log-tables.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import { testStores } from '../../testing/stores.ts';
import { settlePeople } from '../identity/identity.job.ts';
import { saveRuling } from '../identity/rulings.store.ts';
import { suggestMapping } from '../import/header-suggestion.ts';
import { importPaths } from '../import/import-paths.ts';
import { previewRows } from '../import/preview.ts';
import { findRefused } from '../import/quarantine.store.ts';
import { recoverImports, runImport, undoImportById } from '../import/run-import.ts';
import { loadCustomerPage } from '../profile/customer-page.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const guessed = (kind: ImportKind, content: string, change: Partial<DealingMapping> = {}): DealingMapping => {
  const headers = (content.split('\n')[0] ?? '').split(',');
  const mapping = suggestMapping(headers, kind);
  expect(mapping, headers.join(',')).not.toBeNull();
  return { ...(mapping as DealingMapping), source: 'old-tool', ...change } as DealingMapping;
};

async function take(mapping: DealingMapping, content: string, { dryRun = false, with: at = ctx } = {}) {
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, content);
  const importId = ctx.newId();
  return runImport(at, importPaths, {
    importId,
    kind: mapping.kind,
    mapping,
    dryRun,
    createdBy: null,
    upload: { path, fileName: 'x.csv', sha256: createHash('sha256').update(content).digest('hex') },
  });
}

const rows = <T>(query: FactsSql) => ctx.ch.query<T>(query, { tag: 'test.rows' });
const held = async (kind: DealingMapping['kind']) => {
  const { table } = dealingKinds[kind];
  const [row] = await rows<{ n: string }>(factsSql`select count() as n from ${ident(table, [table])}`);
  return Number(row?.n);
};
const timelineOf = async (member: string) =>
  (await loadCustomerPage(ctx, ctx.keys.customerId('member-no', member))).timeline;

const files = {
  touches: {
    content:
      '会员号,发送时间,渠道,活动名称,发送状态,费用\nT1,2025-06-18 10:00,短信,618 大促,送达,0.05\nT1,2025/6/18 11:30,短信,618 大促,点击,\nT2,2025年6月18日,企微,618 大促,,¥0\n',
    corrected: '会员号,发送时间,渠道,活动名称,发送状态,费用\nT1,2025-06-18 10:00,短信,618 大促,送达,0.08\n',
    field: factsSql`toString(cost)`,
    was: '0.05',
    is: '0.08',
  },
  cases: {
    content:
      '工单号,会员号,创建时间,关闭时间,渠道,问题分类,处理分钟,服务成本,满意度\nG1,T1,2025-07-01 09:00,2025-07-01 09:30,热线,物流,30,15,5\nG2,,2025-07-02 09:00,,在线,退换,,,\nG3,T2,2025-07-03 09:00,,在线,质量,12.5,,\n',
    corrected:
      '工单号,会员号,创建时间,关闭时间,渠道,问题分类,处理分钟,服务成本,满意度\nG1,T1,2025-07-01 09:00,2025-07-01 10:30,热线,物流,90,15,2\n',
    field: factsSql`toString(minutes)`,
    was: '30',
    is: '90',
  },
  answers: {
    content:
      '答卷编号,会员号,提交时间,问卷名称,题目,指标,答案,得分\nR1,T1,2025-08-01 12:00,售后回访,愿意推荐吗,NPS,,9\nR1,T1,2025-08-01 12:00,售后回访,为什么,,送得快,\nR2,T2,2025-08-02 12:00,售后回访,愿意推荐吗,净推荐值,,3\n',
    corrected:
      '答卷编号,会员号,提交时间,问卷名称,题目,指标,答案,得分\nR1,T1,2025-08-01 12:00,售后回访,愿意推荐吗,NPS,,10\n',
    field: factsSql`toString(score)`,
    was: '9',
    is: '10',
  },
  feedback: {
    content:
      '评价编号,会员号,评价时间,平台,评分,评价内容\nF1,T1,2025-09-01 12:00,小程序,5,茶很香\nF2,T2,2025-09-02 12:00,小程序,1,"漏发，请回电"\nF3,,2025-09-03 12:00,小程序,4,匿名说好\n',
    corrected: '评价编号,会员号,评价时间,平台,评分,评价内容\nF1,T1,2025-09-01 12:00,小程序,3,茶一般\n',
    field: factsSql`text`,
    was: '茶很香',
    is: '茶一般',
  },
} as const;

describe.each(Object.keys(files) as (keyof typeof files)[])('a file of %s', kind => {
  const { content, corrected, field, was, is } = files[kind];
  const { table } = dealingKinds[kind];
  const t1 = () => ctx.keys.customerId('member-no', 'T1');
  const said = async (from: FactsSql = factsSql`${ident(table, [table])}`) => {
    const found = await rows<{ v: string }>(
      factsSql`select ${field} as v from ${from} as t where customer_id = ${p.uuid(t1())} order by v`,
    );
    return found.map(({ v }) => v);
  };

  test('is tried, stored, repeated, corrected, read as of a time and taken back', async () => {
    const mapping = guessed(kind, content);
    expect(await take(mapping, content, { dryRun: true })).toMatchObject({
      rowsStored: 3,
      rowsQuarantined: 0,
    });
    expect(await held(kind)).toBe(0);
    const first = await take(mapping, content);
    expect(first).toMatchObject({ rowsRead: 3, rowsStored: 3, customers: 2 });
    const again = await take(mapping, content);
    expect(again).toMatchObject({ rowsStored: 0, rowsDuplicate: 3 });
    expect(await held(kind)).toBe(3);
    clock.advance({ days: 1 });
    const before = ctx.now();
    clock.advance({ days: 1 });
    const third = await take({ ...mapping, history: false }, corrected);
    expect(third).toMatchObject({ rowsStored: 1, rowsDuplicate: 0 });
    expect(await held(kind)).toBe(3);
    expect(await said()).toContain(is);
    expect(await said()).not.toContain(was);
    expect(await said(logAsOf(kind, { knownAt: before }))).toContain(was);
    expect(await undoImportById(ctx, importPaths, third.importId)).toMatchObject({
      rowsTakenBack: 1,
      rowsRestored: 1,
    });
    expect(await said()).toContain(was);
    // The repeat says the same: what it repeats stands when the first is undone, and goes with the last.
    await undoImportById(ctx, importPaths, first.importId);
    expect(await held(kind)).toBe(3);
    await undoImportById(ctx, importPaths, again.importId);
    expect(await held(kind)).toBe(0);
    const left = await sql`select 1 from customers where customer_id = ${t1()}`.execute(ctx.pg);
    // The first file's customers are gone with it; of later ones other kinds still speak.
    expect(left.rows).toHaveLength(kind === 'touches' ? 0 : 1);
    expect(await take(mapping, content)).toMatchObject({ rowsStored: 3 });
  });
});

test('somebody who wrote stays known when the customers file that brought them is taken back', async () => {
  const people = '会员号,城市\nT50,上海\n';
  const brought = await take(guessed('customers', people, { source: 'crm' }), people);
  const wrote = '评价编号,会员号,评价时间,评价内容\nW1,T50,2025-09-01 12:00,好\n';
  await take(guessed('feedback', wrote), wrote);
  await undoImportById(ctx, importPaths, brought.importId);
  expect((await timelineOf('T50')).map(({ kind }) => kind)).toEqual(['feedback']);
});

test('what cannot be is refused with its column', async () => {
  const refused = async (kind: ImportKind, content: string) => {
    const mapping = guessed(kind, content, { source: 'bad' });
    const done = await take(mapping, content);
    const found = await findRefused(ctx, {
      importId: done.importId,
      mapping,
      after: 0,
      limit: 50,
      locale: 'en',
    });
    return found.map(({ rowNumber, code, column }) => [rowNumber, code, column]);
  };
  expect(
    await refused(
      'touches',
      '会员号,发送时间,渠道,发送状态,费用\nB1,2025-06-18,短信,飞走了,1\n,2025-06-18,短信,送达,1\nt**8,2025-06-18,短信,送达,1\nB1,昨天,短信,送达,1\nB1,2025-06-18,短信,送达,-1\nB1,2025-06-18,短信,送达,1\nB1,2025-06-18,短信,送达,2\n',
    ),
  ).toEqual([
    [1, 'word-unknown', '发送状态'],
    [2, 'required-missing', '会员号'],
    [3, 'identifier-masked', '会员号'],
    [4, 'date-unreadable', '发送时间'],
    [5, 'amount-negative', '费用'],
    [7, 'row-contradicts', '会员号'],
  ]);
  expect(
    await refused(
      'cases',
      '工单号,会员号,创建时间,关闭时间\nB1,B1,2025-07-02 09:00,2025-07-01 09:00\nB2,B1,,\n',
    ),
  ).toEqual([
    [1, 'time-reversed', '关闭时间'],
    [2, 'required-missing', '创建时间'],
  ]);
  expect(
    await refused(
      'answers',
      '答卷编号,提交时间,问卷名称,指标,得分\nB1,2025-07-02,q,nps,11\nB2,2025-07-02,q,nps,7.5\nB3,2025-07-02,q,nps,\nB4,2025-07-02,q,csat,11\n',
    ),
  ).toEqual([
    [1, 'nps-out-of-scale', '得分'],
    [2, 'nps-out-of-scale', '得分'],
    [3, 'nps-out-of-scale', '得分'],
  ]);
});

describe('people', () => {
  const { phone, email } = canaryPerson(7311);

  test('known by phone stand in no facts, nor does contact data in what they wrote', async () => {
    const head = '手机号,评价时间,平台,评价内容';
    const text = `"找我 ${phone.slice(3, 6)}-${phone.slice(6, 10)} ${phone.slice(10)} 或 ${email}，第二行\n还是${email}"`;
    const content = `${head}\n${phone.slice(3)},2025-09-05 12:00,小程序,${text}\n${phone},2025-09-06 12:00,小程序,没有号码 12345\n`;
    const mapping = guessed('feedback', content, { source: 'phones' });
    expect(mapping.identifierType).toBe('phone');
    const raw = [[phone.slice(3), '2025-09-05 12:00', '小程序', text.slice(1, -1)]];
    const [preview] = previewRows(raw, head.split(','), { ...mapping, zone: 'Asia/Shanghai' });
    expect(preview?.cells.find(({ field }) => field === 'text')?.value).toBe(
      '找我 [removed] 或 [removed]，第二行\n[removed]',
    );
    const done = await take(mapping, content);
    expect(done).toMatchObject({
      rowsStored: 2,
      customers: 1,
      notes: [{ code: 'contacts-blanked', count: 1 }],
    });
    const page = await loadCustomerPage(ctx, ctx.keys.customerId('phone', phone));
    expect(page.timeline).toMatchObject([
      { kind: 'feedback', at: '2025-09-06T04:00:00.000Z', text: '没有号码 12345' },
      { kind: 'feedback', text: '找我 [removed] 或 [removed]，第二行\n[removed]' },
    ]);
    expect(page.contacts).toMatchObject([{ kind: 'phone' }]);
  });

  test('who turn out to be one have it all, also what is imported again; a row given to another customer leaves the first', async () => {
    expect((await timelineOf('T2')).map(({ kind }) => kind)).toEqual(['feedback', 'answer', 'case', 'touch']);
    await settlePeople(ctx);
    const [one, two] = ['T1', 'T2'].map(member => ctx.keys.customerId('member-no', member)) as [
      string,
      string,
    ];
    await saveRuling(ctx, { kind: 'same', record: one, other: two, reason: 'one person' });
    const whole = await timelineOf('T2');
    expect(whole.map(({ kind }) => kind).sort()).toEqual(
      [
        'answer',
        'answer',
        'answer',
        'case',
        'case',
        'feedback',
        'feedback',
        'touch',
        'touch',
        'touch',
      ].sort(),
    );
    for (const kind of ['touches', 'answers'] as const) {
      const count = await held(kind);
      const done = await take(guessed(kind, files[kind].content), files[kind].content);
      expect(done).toMatchObject({ rowsStored: 0, rowsDuplicate: 3 });
      await settlePeople(ctx);
      expect(await held(kind)).toBe(count);
    }
    expect(await timelineOf('T1')).toEqual(whole);
    const moved = '工单号,会员号,创建时间,渠道,问题分类\nG1,T9,2025-07-01 09:00,热线,物流\n';
    await take(guessed('cases', moved), moved);
    expect((await timelineOf('T9')).map(({ kind }) => kind)).toEqual(['case']);
    expect((await timelineOf('T1')).filter(({ kind }) => kind === 'case')).toHaveLength(1);
  });
});

test('the examples of the guide are read by their headings', async () => {
  const guide = await readFile(new URL('../../../docs/guide/imports.md', import.meta.url), 'utf8');
  const examples = [...guide.matchAll(/rekindle import \S+ --as (\w+)\n\n```csv\n(.*?)```/gs)].filter(
    ([, kind = '']) => kind in files,
  );
  expect(examples.map(([, kind]) => kind)).toEqual(Object.keys(files));
  for (const [, name = '', content = ''] of examples) {
    const kind = name as keyof typeof files;
    const mapping = guessed(kind, content, { source: 'guide' });
    const rowsStored = content.trim().split('\n').length - 1;
    expect(await take(mapping, content), kind).toMatchObject({ rowsStored, rowsQuarantined: 0 });
  }
});

test('an import cut off after its point of no return is carried to the end', async () => {
  const content = '工单号,会员号,创建时间\nK1,K1,2025-07-01 09:00\nK2,K2,2025-07-01 09:00\n';
  const mapping = guessed('cases', content, { source: 'killed' });
  const count = await held('cases');
  const ch = new Proxy(ctx.ch, {
    get: (facts, name) => {
      const own = Reflect.get(facts, name);
      if (typeof own !== 'function') return own;
      if (name !== 'command') return own.bind(facts);
      return (query: FactsSql, options: { tag: string; role?: 'ingest' }) =>
        options.tag === 'log.derive.cases'
          ? Promise.reject(new Error('gone'))
          : facts.command(query, options);
    },
  });
  const broken = { ...ctx, ch };
  await expect(take(mapping, content, { with: broken })).rejects.toThrow('gone');
  expect(await recoverImports(ctx, importPaths)).toBe(1);
  expect(await held('cases')).toBe(count + 2);
  expect(await take(mapping, content)).toMatchObject({ rowsStored: 0, rowsDuplicate: 2 });
});
