/**
 * Fixed populations on which the money rule is calibrated: outcomes of everybody, bought or not, that stay the same
 * while the assignment is drawn again and again. Synthetic ones by seed; real ones from Online Retail II.
 */
import { parse } from 'csv-parse/sync';
import { seededRng } from '../../src/math/rng.ts';
import { referenceText } from '../../src/testing/reference-data.ts';

export interface Population {
  readonly name: string;
  readonly people: number;
  /** Values of those who have one; everybody else is 0. */
  readonly values: Float64Array;
}

interface Recipe {
  readonly name: string;
  readonly people: number;
  readonly buyers: number;
  readonly seed: number;
  readonly spend: (rng: ReturnType<typeof seededRng>) => number;
}

const recipes: readonly Recipe[] = [
  {
    name: '2,000 people, 3 % buyers, log-normal 1',
    people: 2000,
    buyers: 60,
    seed: 1,
    spend: r => Math.exp(4 + r.normal()),
  },
  {
    name: '5,000 people, 5 % buyers, log-normal 1',
    people: 5000,
    buyers: 250,
    seed: 2,
    spend: r => Math.exp(4 + r.normal()),
  },
  {
    name: '10,000 people, 2 % buyers, log-normal 1.3',
    people: 10_000,
    buyers: 200,
    seed: 3,
    spend: r => Math.exp(4 + 1.3 * r.normal()),
  },
  {
    name: '4,000 people, 8 % buyers, Pareto 2.5',
    people: 4000,
    buyers: 320,
    seed: 4,
    spend: r => 30 * (1 - r.uniform()) ** (-1 / 2.5),
  },
  {
    name: '3,000 people, 10 % buyers, log-normal .6',
    people: 3000,
    buyers: 300,
    seed: 5,
    spend: r => Math.exp(4 + 0.6 * r.normal()),
  },
  {
    name: '6,000 people, 4 % buyers, 1 in 10 returns more',
    people: 6000,
    buyers: 240,
    seed: 6,
    spend: r => (r.uniform() < 0.1 ? -1 : 1) * Math.exp(4 + r.normal()),
  },
];

/** The six synthetic populations. */
export const syntheticPopulations: readonly Population[] = recipes.map(
  ({ name, people, buyers, seed, spend }) => {
    const rng = seededRng(seed);
    return { name, people, values: Float64Array.from({ length: buyers }, () => spend(rng)) };
  },
);

interface Line {
  readonly Invoice: string;
  readonly Quantity: string;
  readonly InvoiceDate: string;
  readonly Price: string;
  readonly 'Customer ID': string;
}

/** Sales per customer between two dates, and the date of the last purchase before the first of them. */
function spendAfter(lines: readonly Line[], from: string, to: string) {
  const last = new Map<string, string>();
  const spend = new Map<string, number>();
  for (const line of lines) {
    const customer = line['Customer ID'];
    const amount = Number(line.Quantity) * Number(line.Price);
    if (customer === '' || amount === 0) continue;
    const date = line.InvoiceDate.slice(0, 10);
    if (date < from && amount > 0 && date > (last.get(customer) ?? '')) last.set(customer, date);
    if (date >= from && date < to) spend.set(customer, (spend.get(customer) ?? 0) + amount);
  }
  return { last, spend };
}

/** Real outcomes: customers overdue on 2010-09-01, and every customer known then; null without the reference data. */
export function onlineRetailPopulations(): readonly Population[] | null {
  const text = referenceText('online_retail/online_retail_ii_2009_2010.csv.gz');
  if (text === null) return null;
  const lines: Line[] = parse(text, { columns: true, bom: true });
  const of = (name: string, to: string, belongs: (lastPurchase: string) => boolean): Population => {
    const { last, spend } = spendAfter(lines, '2010-09-01', to);
    const members = [...last].filter(([, date]) => belongs(date)).map(([customer]) => customer);
    const values = members.map(customer => spend.get(customer) ?? 0).filter(value => value !== 0);
    return { name, people: members.length, values: Float64Array.from(values) };
  };
  return [
    of(
      'Online Retail, overdue (no purchase for 90 days), next 90 days',
      '2010-11-30',
      date => date < '2010-06-03',
    ),
    of('Online Retail, everybody known, next 14 days', '2010-09-15', () => true),
  ];
}
