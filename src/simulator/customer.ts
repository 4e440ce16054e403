/**
 * Who a simulated customer is: what the shop can see (place, age, channels) and what it cannot (rhythm, drop-out,
 * persona). All of it is a function of the seed and the customer's number.
 */

import { categories } from './assortment.ts';
import { type CurveName, dayMs, type ShopCalendar } from './calendar.ts';
import { provinces, provinceWeights } from './places.ts';
import { cumulate, type Stream, stream } from './streams.ts';

/** What makes a person come, or stay away; see `responseType`. */
export const personas = ['coupon-driven', 'reminder-driven', 'loyal', 'indifferent', 'annoyed'] as const;
export type Persona = (typeof personas)[number];

/** How a customer takes one kind of offer: buys because of it, would buy anyway, never, or is put off. */
export type ResponseType = 'persuadable' | 'sure-thing' | 'lost-cause' | 'sleeping-dog';
export const offerKinds = ['none', 'coupon', 'discount', 'gift', 'points'] as const;
export type OfferKind = (typeof offerKinds)[number];

const [P, S, L, D] = ['persuadable', 'sure-thing', 'lost-cause', 'sleeping-dog'] as const;
const responses: Readonly<Record<Persona, Readonly<Record<OfferKind, ResponseType>>>> = {
  'coupon-driven': { none: L, coupon: P, discount: P, gift: L, points: L },
  'reminder-driven': { none: P, coupon: P, discount: P, gift: P, points: P },
  loyal: { none: S, coupon: S, discount: S, gift: S, points: P },
  indifferent: { none: L, coupon: L, discount: L, gift: L, points: L },
  annoyed: { none: D, coupon: D, discount: D, gift: S, points: D },
};
/** Hidden truth: how this persona takes an offer of this kind. */
export const responseType = (persona: Persona, kind: OfferKind): ResponseType => responses[persona][kind];

export type CustomerKind = 'person' | 'staff' | 'wholesale' | 'test' | 'brushing';
export const purchaseChannels = ['门店', '小程序', '天猫', '京东', '抖音'] as const;
export type PurchaseChannel = (typeof purchaseChannels)[number];

interface Acquisition {
  readonly name: string;
  readonly weight: number;
  /** Cost of one new member in yuan, and whether it is media or commission. */
  readonly costYuan: number;
  readonly costKind: '媒体投放' | '佣金';
  /** Multiplies the purchase rate of members who came this way. */
  readonly rate: number;
  /** Where such members buy, in the order of `purchaseChannels`. */
  readonly channels: readonly number[];
}
export const acquisitions: readonly Acquisition[] = [
  { name: '门店扫码', weight: 24, costYuan: 6, costKind: '佣金', rate: 1.1, channels: [60, 30, 5, 3, 2] },
  {
    name: '微信小程序',
    weight: 20,
    costYuan: 18,
    costKind: '媒体投放',
    rate: 1.1,
    channels: [10, 75, 6, 5, 4],
  },
  {
    name: '天猫旗舰店',
    weight: 26,
    costYuan: 45,
    costKind: '媒体投放',
    rate: 0.9,
    channels: [3, 8, 80, 5, 4],
  },
  {
    name: '京东自营',
    weight: 12,
    costYuan: 38,
    costKind: '媒体投放',
    rate: 0.95,
    channels: [3, 6, 6, 82, 3],
  },
  {
    name: '抖音直播',
    weight: 12,
    costYuan: 62,
    costKind: '媒体投放',
    rate: 0.75,
    channels: [2, 6, 8, 4, 80],
  },
  { name: '老客推荐', weight: 6, costYuan: 25, costKind: '佣金', rate: 1.35, channels: [30, 45, 12, 8, 5] },
];

export interface Customer {
  readonly number: number;
  readonly externalId: string;
  readonly registeredAt: number;
  readonly kind: CustomerKind;
  readonly persona: Persona;
  readonly sex: 'male' | 'female';
  readonly birthYear: number;
  readonly province: string;
  readonly city: string;
  readonly acquisition: number;
  /** Cumulative weights over `purchaseChannels`. */
  readonly channelWeights: readonly number[];
  /** Cumulative weights over categories. */
  readonly categoryWeights: readonly number[];
  readonly curve: CurveName;
  /** Whether the member never buys without being asked. */
  readonly neverBuys: boolean;
  /** Mean operational days between purchases at the start; grows by `gapTrend` with each purchase. */
  readonly meanGapDays: number;
  readonly gapTrend: number;
  /** Probability of falling asleep after a purchase, and mean operational days asleep. */
  readonly dropout: number;
  readonly dormantDays: number;
  /** Mean number of lines of an order beyond the first. */
  readonly extraLines: number;
  /** Share of marketing messages this customer opens or reads at all, relative to the channel's average. */
  readonly attention: number;
}

/** Half of the brushing accounts have every order paid back; the other half is paid outside the shop. */
export const brushesForRefund = (customer: Customer): boolean =>
  customer.kind === 'brushing' && customer.number % 2 === 0;

const firstNumber = 10_000_001;
export const externalIdOf = (number: number): string => `M${firstNumber + number}`;
/** The customer number behind a member number; null for anything that is not one. */
export function numberOf(externalId: string): number | null {
  const match = /^M(\d{8,})$/.exec(externalId);
  const number = match ? Number(match[1]) - firstNumber : -1;
  return number >= 0 ? number : null;
}

/** What every function about the base needs to know of the shop. */
export interface Base {
  readonly seed: number;
  /** Members registered between `startsAt` and `asOf`; later ones keep coming at the last rate. */
  readonly customers: number;
  readonly startsAt: number;
  readonly asOf: number;
  readonly calendar: ShopCalendar;
}

const arrivalPower = 1.35;
/**
 * When a member registered: arrivals thin out slowly as the shop ages, on the operational clock. Numbers rise with
 * time, so the members of any span are a range of numbers.
 */
export function registrationOf(base: Base, number: number): number {
  const { calendar } = base;
  const from = calendar.operational(base.startsAt, 'ordinary');
  const span = calendar.operational(base.asOf, 'ordinary') - from;
  const share = (number + stream(base.seed, 'arrival', number).uniform()) / base.customers;
  const passed = share < 1 ? share ** arrivalPower : 1 + arrivalPower * (share - 1);
  return calendar.instant(from + span * passed, 'ordinary');
}

/** How many members have registered before an instant. */
export function membersBefore(base: Base, at: number): number {
  let low = 0;
  let high = base.customers;
  while (registrationOf(base, high) < at) high *= 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (registrationOf(base, middle) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const kindOf = (draw: Stream): CustomerKind => {
  const u = draw.uniform();
  if (u < 0.004) return 'staff';
  if (u < 0.0065) return 'wholesale';
  if (u < 0.0075) return 'test';
  return u < 0.0125 ? 'brushing' : 'person';
};

const personaWeights = cumulate([36, 12, 18, 24, 10]);
const acquisitionWeights = cumulate(acquisitions.map(one => one.weight));
/** Rate and drop-out multipliers of a persona: loyal people buy more and stay, deal hunters come and go. */
const personaRate: Readonly<Record<Persona, readonly [rate: number, dropout: number]>> = {
  'coupon-driven': [0.95, 1.05],
  'reminder-driven': [1, 1],
  loyal: [1.35, 0.6],
  indifferent: [0.9, 1.15],
  annoyed: [0.95, 1.1],
};

/** First and second interest count most; age and sex tilt which they are. */
function categoryWeightsOf(draw: Stream, age: number, sex: 'male' | 'female'): number[] {
  const tilts: Readonly<Record<string, number>> = {
    母婴: age >= 26 && age <= 42 ? 2.2 : 0.3,
    茶叶: age > 40 ? 2 : 0.7,
    咖啡: age < 40 ? 1.4 : 0.7,
    个护美妆: sex === 'female' ? 1.6 : 0.5,
    服饰: sex === 'female' ? 1.3 : 0.8,
  };
  const pull = categories.map(({ name, weight }) => weight * (tilts[name] ?? 1));
  const first = draw.pick(cumulate(pull));
  const second = draw.pick(cumulate(pull));
  return cumulate(
    pull.map((weight, at) => weight * 0.12 + (at === first ? 3 : 0) + (at === second ? 1.2 : 0)),
  );
}

/** Purchase rate and drop-out: gamma and beta over the base, tilted by persona, acquisition and a trend of their own. */
function rhythmOf(draw: Stream, persona: Persona, acquisitionRate: number) {
  const [rate, dropout] = personaRate[persona];
  const perDay = (draw.gamma(1.7) / 1.7) * rate * acquisitionRate;
  const trend = draw.uniform();
  return {
    meanGapDays: Math.min(900, Math.max(7, 36 / perDay)),
    gapTrend: trend < 0.12 ? 1.08 : trend < 0.22 ? 0.95 : 1,
    dropout: Math.min(0.9, draw.beta(1.3, 10) * dropout),
    dormantDays: 450 + 400 * draw.exponential(),
  };
}

/** The customer of a number; deterministic by (seed, number). About 3 µs. */
export function customerOf(base: Base, number: number): Customer {
  const draw = stream(base.seed, 'traits', number);
  const kind = kindOf(draw);
  const persona = personas[draw.pick(personaWeights)] as Persona;
  const acquisition = draw.pick(acquisitionWeights);
  const source = acquisitions[acquisition] as Acquisition;
  const sex = draw.chance(0.64) ? 'female' : 'male';
  const registeredAt = registrationOf(base, number);
  const age = Math.round(19 + 11 * draw.gamma(1.6));
  const province = provinces[draw.pick(provinceWeights)] as (typeof provinces)[number];
  const curveDraw = draw.uniform();
  const dealHunter = persona === 'coupon-driven' ? 0.45 : 0.12;
  return {
    number,
    externalId: externalIdOf(number),
    registeredAt,
    kind,
    persona,
    sex,
    birthYear: 1970 + Math.floor(registeredAt / (365.25 * dayMs)) - Math.min(82, age),
    province: province.name,
    city: province.cities[draw.below(province.cities.length)] as string,
    acquisition,
    channelWeights: cumulate(source.channels),
    categoryWeights: categoryWeightsOf(draw, age, sex),
    curve: curveDraw < dealHunter ? 'deal-hunting' : curveDraw < dealHunter + 0.3 ? 'steady' : 'ordinary',
    neverBuys: draw.chance(0.09),
    ...rhythmOf(draw, persona, source.rate),
    extraLines: 0.35 + 0.45 * draw.gamma(2),
    attention: 0.5 + draw.uniform(),
  };
}
