/** Where the members live and what they are called: provinces with their weights and cities, surnames, given names. */
import { cumulate } from './streams.ts';

export interface Province {
  readonly name: string;
  readonly cities: readonly string[];
}

/** Weights are rounded shares of online retail, not of population: the shop is strongest in the east. */
const weighted: readonly (readonly [name: string, weight: number, cities: string])[] = [
  ['广东', 125, '广州 深圳 佛山 东莞'],
  ['浙江', 110, '杭州 宁波 温州 金华'],
  ['江苏', 105, '南京 苏州 无锡 南通'],
  ['上海', 80, '上海'],
  ['山东', 70, '济南 青岛 烟台 潍坊'],
  ['北京', 65, '北京'],
  ['四川', 55, '成都 绵阳 宜宾'],
  ['河南', 50, '郑州 洛阳 南阳'],
  ['湖北', 45, '武汉 宜昌 襄阳'],
  ['福建', 45, '福州 厦门 泉州'],
  ['湖南', 40, '长沙 株洲 衡阳'],
  ['安徽', 38, '合肥 芜湖 阜阳'],
  ['河北', 36, '石家庄 唐山 保定'],
  ['陕西', 28, '西安 宝鸡'],
  ['重庆', 28, '重庆'],
  ['辽宁', 28, '沈阳 大连'],
  ['江西', 24, '南昌 赣州'],
  ['广西', 20, '南宁 柳州 桂林'],
  ['云南', 18, '昆明 大理'],
  ['天津', 18, '天津'],
  ['黑龙江', 16, '哈尔滨 大庆'],
  ['山西', 15, '太原 大同'],
  ['贵州', 14, '贵阳 遵义'],
  ['吉林', 12, '长春 吉林'],
  ['新疆', 9, '乌鲁木齐'],
  ['内蒙古', 9, '呼和浩特 包头'],
  ['甘肃', 8, '兰州'],
  ['海南', 8, '海口 三亚'],
  ['宁夏', 4, '银川'],
  ['青海', 3, '西宁'],
  ['西藏', 2, '拉萨'],
];

export const provinces: readonly Province[] = weighted.map(([name, , cities]) => ({
  name,
  cities: cities.split(' '),
}));
export const provinceWeights: readonly number[] = cumulate(weighted.map(([, weight]) => weight));

/** Commonest surnames first; the last ones are rare, 䶮 stands outside GBK's two-byte plane. */
export const surnames: readonly string[] = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕',
  '欧阳',
  '司马',
  '玥',
  '䶮',
];
export const surnameWeights: readonly number[] = cumulate(
  surnames.map((_, rank) => (rank < 40 ? 1 / (rank + 4) : 0.002)),
);

export const givenNames: Readonly<Record<'male' | 'female', readonly string[]>> = {
  male: '伟 强 磊 洋 勇 军 杰 涛 超 明 浩然 子轩 俊杰 志远 建国 宇航 博文 嘉豪 天宇 文轩 一鸣 泽宇 思源 鹏飞'.split(
    ' ',
  ),
  female:
    '芳 娜 敏 静 丽 艳 娟 霞 燕 玲 子涵 欣怡 梓萱 雨桐 思琪 佳怡 婉清 诗涵 晓彤 雪梅 若曦 语嫣 可馨 海燕'.split(
      ' ',
    ),
};
