/** Which tier a city is of: a dated table an organisation may edit; cities it does not name are of the rest. */
import { z } from 'zod';

export const cityTiers = z.object({
  /** The day the table is of. */
  asOfDay: z.iso.date(),
  /** Who drew it up; empty where nobody said. */
  source: z.string().trim().max(200).default(''),
  /** In the order in which they are shown; a city stands in one of them. */
  tiers: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(40),
        cities: z.array(z.string().trim().min(1).max(40)).min(1).max(400),
      }),
    )
    .max(10)
    .refine(tiers => {
      const cities = tiers.flatMap(tier => tier.cities.map(plainCity));
      return new Set(cities).size === cities.length;
    }, 'each city in one tier'),
});
export type CityTiers = z.infer<typeof cityTiers>;

/** Key of the table in the state table `settings`. */
export const cityTiersKey = 'cityTiers';

/** A city without what kind of place it is: 杭州市 and 杭州 are one. */
export const plainCity = (name: string): string => name.trim().replace(/(?<=..)(市|地区|自治州|盟)$/u, '');

/** First, new first and second tier of the ranking published on 28 May 2025. */
export const defaultCityTiers: CityTiers = {
  asOfDay: '2025-05-28',
  source: '第一财经·新一线城市研究所《2025新一线城市魅力排行榜》',
  tiers: [
    { name: '一线', cities: ['上海', '北京', '深圳', '广州'] },
    {
      name: '新一线',
      cities: '成都 杭州 重庆 武汉 苏州 西安 南京 长沙 郑州 天津 合肥 青岛 东莞 宁波 佛山'.split(' '),
    },
    {
      name: '二线',
      cities:
        '济南 无锡 沈阳 昆明 福州 厦门 温州 石家庄 大连 哈尔滨 金华 泉州 南宁 长春 常州 南昌 南通 贵阳 嘉兴 徐州 惠州 太原 烟台 临沂 保定 台州 绍兴 珠海 洛阳 潍坊'.split(
          ' ',
        ),
    },
  ],
};
