/** Provinces by the names files give them: 江苏, 江苏省, JIANGSU, Jiangsu Province. */
import type { ProvinceCode, ReviewPlaces } from '../../records/review-place.ts';

const names: Readonly<Record<ProvinceCode, readonly [zh: string, en: string]>> = {
  BJ: ['北京', 'beijing'],
  TJ: ['天津', 'tianjin'],
  HE: ['河北', 'hebei'],
  SX: ['山西', 'shanxi'],
  NM: ['内蒙古', 'innermongolia'],
  LN: ['辽宁', 'liaoning'],
  JL: ['吉林', 'jilin'],
  HL: ['黑龙江', 'heilongjiang'],
  SH: ['上海', 'shanghai'],
  JS: ['江苏', 'jiangsu'],
  ZJ: ['浙江', 'zhejiang'],
  AH: ['安徽', 'anhui'],
  FJ: ['福建', 'fujian'],
  JX: ['江西', 'jiangxi'],
  SD: ['山东', 'shandong'],
  HA: ['河南', 'henan'],
  HB: ['湖北', 'hubei'],
  HN: ['湖南', 'hunan'],
  GD: ['广东', 'guangdong'],
  GX: ['广西', 'guangxi'],
  HI: ['海南', 'hainan'],
  CQ: ['重庆', 'chongqing'],
  SC: ['四川', 'sichuan'],
  GZ: ['贵州', 'guizhou'],
  YN: ['云南', 'yunnan'],
  XZ: ['西藏', 'tibet'],
  SN: ['陕西', 'shaanxi'],
  GS: ['甘肃', 'gansu'],
  QH: ['青海', 'qinghai'],
  NX: ['宁夏', 'ningxia'],
  XJ: ['新疆', 'xinjiang'],
  HK: ['香港', 'hongkong'],
  MO: ['澳门', 'macau'],
  TW: ['台湾', 'taiwan'],
};

const codes = new Map<string, ProvinceCode>([
  ...Object.entries(names).flatMap(([code, [zh, en]]) => [
    [zh, code as ProvinceCode] as const,
    [en, code as ProvinceCode] as const,
  ]),
  ['xizang', 'XZ'],
  ['macao', 'MO'],
  ['neimenggu', 'NM'],
]);

/** The province a region's name means, or null; a city's name alone is no province. */
export function provinceOf(region: string): ProvinceCode | null {
  const plain = region
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s.,'’-]/g, '')
    .replace(/(province|municipality|autonomousregion|sar)$/, '')
    .replace(/(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$/, '')
    .replace(/(zhuang|hui|uygur|uyghur)$/, '');
  return codes.get(plain) ?? null;
}

export interface PlaceSums {
  readonly region: string;
  readonly customers: number;
  readonly buyers365: number;
  readonly value365Minor: number;
  readonly pastRhythm: number;
  readonly rhythmKnown: number;
}

const none = { customers: 0, buyers365: 0, value365Minor: 0, pastRhythm: 0, rhythmKnown: 0 };
const added = (a: typeof none, b: typeof none): typeof none => ({
  customers: a.customers + b.customers,
  buyers365: a.buyers365 + b.buyers365,
  value365Minor: a.value365Minor + b.value365Minor,
  pastRhythm: a.pastRhythm + b.pastRhythm,
  rhythmKnown: a.rhythmKnown + b.rhythmKnown,
});
const namedElsewhere = 10;

/** Sums by province, most customers first; names of one province are added together. */
export function placesOf(
  rows: readonly PlaceSums[],
  { currency, valueIs }: Pick<ReviewPlaces, 'currency' | 'valueIs'>,
): ReviewPlaces {
  const provinces = new Map<ProvinceCode, typeof none>();
  let [elsewhere, unnamed] = [none, none];
  const others: PlaceSums[] = [];
  for (const { region, ...sums } of rows) {
    const province = provinceOf(region);
    if (province) provinces.set(province, added(provinces.get(province) ?? none, sums));
    else if (region.trim() === '') unnamed = added(unnamed, sums);
    else {
      elsewhere = added(elsewhere, sums);
      others.push({ region, ...sums });
    }
  }
  return {
    currency,
    valueIs,
    provinces: [...provinces]
      .map(([province, sums]) => ({ province, ...sums }))
      .sort((a, b) => b.customers - a.customers || (a.province < b.province ? -1 : 1)),
    elsewhere: {
      names: others
        .sort((a, b) => b.customers - a.customers)
        .slice(0, namedElsewhere)
        .map(each => each.region),
      ...elsewhere,
    },
    unnamed,
  };
}
