/**
 * What the shop sells: categories, products with prices, costs and life cycles, and the pairs that are planted to be
 * bought together. Margins of products lie between 25 and 55 % of the list price.
 */
import { dayOf } from './calendar.ts';
import { type Stream, stream } from './streams.ts';

export interface Category {
  readonly name: string;
  readonly nouns: readonly string[];
  /** Lowest and highest list price, whole yuan. */
  readonly prices: readonly [number, number];
  /** Share of the list price that is cost, lowest and highest. */
  readonly costShares: readonly [number, number];
  readonly returnRate: number;
  /** How often a customer's first interest is this category. */
  readonly weight: number;
}

const category = (name: string, nouns: string, rest: Omit<Category, 'name' | 'nouns'>): Category => ({
  name,
  nouns: nouns.split(' '),
  ...rest,
});

export const categories: readonly Category[] = [
  category('咖啡', '咖啡豆 挂耳咖啡 滤纸 手冲壶 冷萃液', {
    prices: [39, 168],
    costShares: [0.47, 0.6],
    returnRate: 0.015,
    weight: 1.2,
  }),
  category('茶叶', '龙井 白茶 普洱 茉莉花茶 茶具', {
    prices: [59, 268],
    costShares: [0.46, 0.58],
    returnRate: 0.015,
    weight: 1,
  }),
  category('坚果零食', '每日坚果 肉脯 果干 曲奇 年货礼盒', {
    prices: [29, 128],
    costShares: [0.58, 0.72],
    returnRate: 0.01,
    weight: 1.3,
  }),
  category('个护美妆', '洁面乳 面膜 防晒霜 洗发水 身体乳', {
    prices: [49, 239],
    costShares: [0.46, 0.56],
    returnRate: 0.03,
    weight: 1.2,
  }),
  category('家居日用', '毛巾 收纳盒 香薰 餐具 保温杯', {
    prices: [35, 189],
    costShares: [0.5, 0.65],
    returnRate: 0.04,
    weight: 1.1,
  }),
  category('母婴', '纸尿裤 湿巾 奶瓶 辅食 儿童牙刷', {
    prices: [39, 229],
    costShares: [0.58, 0.7],
    returnRate: 0.025,
    weight: 0.8,
  }),
  category('宠物', '猫粮 猫砂 狗粮 冻干 宠物玩具', {
    prices: [29, 199],
    costShares: [0.55, 0.68],
    returnRate: 0.015,
    weight: 0.7,
  }),
  category('服饰', '纯棉T恤 家居服 袜子 羊毛围巾 帆布包', {
    prices: [39, 299],
    costShares: [0.46, 0.56],
    returnRate: 0.1,
    weight: 0.9,
  }),
];

const series = ['拾光', '青禾', '云栖', '山语', '小满'];
const specs = ['经典款', '家庭装', '尝鲜装', '礼盒装', '新品', '升级款'];

export type ProductStage = 'unlaunched' | 'introduction' | 'growth' | 'maturity' | 'decline' | 'withdrawn';

export interface Product {
  readonly index: number;
  readonly sku: string;
  readonly name: string;
  readonly category: number;
  readonly priceMinor: number;
  readonly costMinor: number;
  readonly launchDay: number;
  /** First day of falling demand; +∞ for evergreens. */
  readonly declineDay: number;
  /** Last day on sale; +∞ while nothing is decided. */
  readonly withdrawnDay: number;
  readonly popularity: number;
}

const growthDays = 150;
const declineHalfLifeDays = 110;
const declineDays = 420;

/** Demand of a product on a day against its own mature level: logistic rise, plateau, halving decline. */
export function demand(product: Product, day: number): number {
  if (day < product.launchDay || day > product.withdrawnDay) return 0;
  const age = day - product.launchDay;
  const grown = 1 / (1 + Math.exp(-(age - growthDays / 2) / (growthDays / 8)));
  return day <= product.declineDay
    ? grown
    : grown * 0.5 ** ((day - product.declineDay) / declineHalfLifeDays);
}

/** The stage a product is truly in, for tests of methods that estimate it. */
export function stageOf(product: Product, day: number): ProductStage {
  if (day < product.launchDay) return 'unlaunched';
  if (day > product.withdrawnDay) return 'withdrawn';
  if (day > product.declineDay) return 'decline';
  const age = day - product.launchDay;
  return age < growthDays / 4 ? 'introduction' : age < growthDays ? 'growth' : 'maturity';
}

/** A pair planted in the baskets: an order that holds `if` also takes `then` with this probability. */
export interface PlantedAssociation {
  readonly if: Product;
  readonly then: Product;
  readonly confidence: number;
}

const planted: readonly (readonly [ifNoun: string, thenNoun: string, confidence: number])[] = [
  ['咖啡豆', '滤纸', 0.42],
  ['龙井', '茶具', 0.25],
  ['猫粮', '猫砂', 0.5],
  ['纸尿裤', '湿巾', 0.45],
  ['洁面乳', '面膜', 0.3],
  ['防晒霜', '身体乳', 0.22],
  ['毛巾', '收纳盒', 0.2],
  ['每日坚果', '果干', 0.28],
];

export interface Assortment {
  readonly products: readonly Product[];
  readonly associations: readonly PlantedAssociation[];
  /** Index of the product an order of `day` takes from a category. */
  readonly drawProduct: (draw: Stream, categoryIndex: number, day: number) => number;
  /** Products that follow a product in the basket. */
  readonly follows: ReadonlyMap<number, readonly PlantedAssociation[]>;
}

const productsPerCategory = 24;

/** Evergreens first: the five most popular products of a category were there before and never leave. */
function makeProduct(seed: number, index: number, days: { first: number; last: number }): Product {
  const draw = stream(seed, 'assortment', index);
  const at = index % productsPerCategory;
  const categoryIndex = Math.floor(index / productsPerCategory);
  const one = categories[categoryIndex] as Category;
  const noun = one.nouns[at % one.nouns.length] as string;
  const evergreen = at < one.nouns.length;
  const spread = draw.uniform();
  const price = Math.round(one.prices[0] * (one.prices[1] / one.prices[0]) ** spread) - 0.1;
  const costShare = one.costShares[0] + (one.costShares[1] - one.costShares[0]) * draw.uniform();
  const old = evergreen || draw.chance(0.5);
  const launchDay = old
    ? days.first - 30 - draw.below(700)
    : days.first + draw.below(Math.max(1, days.last - days.first));
  const declines = !evergreen && draw.chance(0.45);
  const declineDay = declines ? launchDay + 400 + draw.below(600) : Number.POSITIVE_INFINITY;
  return {
    index,
    sku: `SP${String(10001 + index)}`,
    name: `${series[draw.below(series.length)]}${noun}${evergreen ? '' : ` ${specs[draw.below(specs.length)]}${at}`}`,
    category: categoryIndex,
    priceMinor: Math.round(price * 100),
    costMinor: Math.round(price * 100 * costShare),
    launchDay,
    declineDay,
    withdrawnDay: declineDay + declineDays,
    popularity: 1 / (at + 2) ** 0.8,
  };
}

/** Demand in the middle of a 30-day month; nothing in a month in which the product is not on sale throughout. */
const monthlyDemand = (product: Product, firstDay: number) =>
  product.launchDay <= firstDay && product.withdrawnDay >= firstDay + 30 ? demand(product, firstDay + 15) : 0;

/** Cumulative popularity × demand per category and month, the table products are drawn from. */
function monthlyWeights(products: readonly Product[], days: { first: number; last: number }) {
  const months = Math.ceil((days.last - days.first + 1) / 30);
  return categories.map((_, categoryIndex) => {
    const own = products.slice(
      categoryIndex * productsPerCategory,
      (categoryIndex + 1) * productsPerCategory,
    );
    return Array.from({ length: months }, (_, month) => {
      let total = 0;
      return Float64Array.from(own, product => {
        total += product.popularity * monthlyDemand(product, days.first + month * 30);
        return total;
      });
    });
  });
}

/** The assortment of a seed over [from, to] (milliseconds); products are fixed by seed and first day. */
export function openAssortment(seed: number, from: number, to: number): Assortment {
  const days = { first: dayOf(from), last: dayOf(to) };
  const launchUntil = { first: days.first, last: days.first + 4 * 365 };
  const products = Array.from({ length: categories.length * productsPerCategory }, (_, index) =>
    makeProduct(seed, index, launchUntil),
  );
  const weights = monthlyWeights(products, days);
  const byNoun = (noun: string) => {
    const index = categories.findIndex(one => one.nouns.includes(noun));
    return products[
      index * productsPerCategory + (categories[index] as Category).nouns.indexOf(noun)
    ] as Product;
  };
  const associations = planted.map(([a, b, confidence]) => ({ if: byNoun(a), then: byNoun(b), confidence }));
  return {
    products,
    associations,
    follows: new Map(
      associations.map(({ if: from }) => [from.index, associations.filter(one => one.if === from)]),
    ),
    drawProduct(draw, categoryIndex, day) {
      const byMonth = weights[categoryIndex] as Float64Array[];
      const month = Math.min(byMonth.length - 1, Math.max(0, Math.floor((day - days.first) / 30)));
      return categoryIndex * productsPerCategory + draw.pick(byMonth[month] as Float64Array);
    },
  };
}
