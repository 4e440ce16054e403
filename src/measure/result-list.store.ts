/** Launched campaigns with the word of their newest read: one statement for the whole list. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { CampaignState } from '../records/campaign.ts';
import type { VerdictWord } from '../records/result.ts';
import type { ResultListEntry, resultListQuery } from '../records/result-list.ts';
import type { StoreContext } from '../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../store/list-window.ts';

interface Row {
  readonly name: string;
  readonly title: string;
  readonly state: CampaignState;
  readonly controlShare: number;
  readonly launchedAt: Date;
  readonly finalReadAt: Date | null;
  readonly computedAt: Date | null;
  readonly word: VerdictWord | null;
  readonly lift: number | null;
  readonly liftLo: number | null;
  readonly liftHi: number | null;
}

const sorts = {
  title: sql`title`,
  state: sql`state`,
  control: sql`"controlShare"`,
  lift: sql`lift`,
  read: sql`"finalReadAt"`,
  word: sql`array_position(array['paid', 'could-not-tell', 'lost', 'not-enough-data'], word)`,
  launched: sql`"launchedAt"`,
};

/** With the difference in buyers per person, treatment − control, of the population the verdict was read from. */
const launched = sql`
  select c.name, c.title, c.state, c.launched_at as "launchedAt", c.final_read_at as "finalReadAt",
    (c.definition #>> '{control,share}')::float8 as "controlShare", r.computed_at as "computedAt",
    r.document #>> '{document,verdict,word}' as word, (b ->> 'estimate')::float8 as lift,
    (b ->> 'lo')::float8 as "liftLo", (b ->> 'hi')::float8 as "liftHi"
  from campaigns c
  left join lateral (select computed_at, document from results
    where campaign_id = c.campaign_id and read <> 'running'
    order by computed_at desc, result_id desc limit 1) r on true
  left join lateral (select r.document #> '{document,populations,0,buyers}' as b) v on true
  where c.launched_at is not null`;

const entryOf = ({ launchedAt, finalReadAt, computedAt, ...row }: Row): ResultListEntry => ({
  ...row,
  launchedAt: launchedAt.toISOString(),
  finalReadAt: finalReadAt?.toISOString() ?? null,
  computedAt: computedAt?.toISOString() ?? null,
});

/** One page of launched campaigns with what their reads say. Throws `cursor-invalid`. */
export async function findResultPage(ctx: StoreContext, query: z.output<typeof resultListQuery>) {
  const window = windowOf(ctx, 'results', query);
  const word = query.word ?? null;
  const pattern = containing(query.query);
  const from = sql`from (${launched}) l where (title ilike ${pattern} or name ilike ${pattern})
    and (${word}::text is null or word = ${word} or (${word} = 'open' and word is null))`;
  const order = orderSql(query.sort ?? '-launched', sorts, sql`name`);
  const { rows } =
    await sql<Row>`select * ${from} ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(ctx.pg);
  return { results: rows.map(entryOf), ...pageOf(ctx, 'results', { ...window, total: counted[0]?.n ?? 0 }) };
}
