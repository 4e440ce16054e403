/** Names of provinces on paper, as the console has them. */
import type { ProvinceCode } from '../../records/review-place.ts';

/** [zh, en]; `short` fits a tile. */
export const provinceWords: Readonly<
  Record<ProvinceCode, Record<'name' | 'short', readonly [zh: string, en: string]>>
> = {
  BJ: { name: ['北京', 'Beijing'], short: ['北京', 'BJ'] },
  TJ: { name: ['天津', 'Tianjin'], short: ['天津', 'TJ'] },
  HE: { name: ['河北', 'Hebei'], short: ['河北', 'HE'] },
  SX: { name: ['山西', 'Shanxi'], short: ['山西', 'SX'] },
  NM: { name: ['内蒙古', 'Inner Mongolia'], short: ['内蒙古', 'NM'] },
  LN: { name: ['辽宁', 'Liaoning'], short: ['辽宁', 'LN'] },
  JL: { name: ['吉林', 'Jilin'], short: ['吉林', 'JL'] },
  HL: { name: ['黑龙江', 'Heilongjiang'], short: ['黑龙江', 'HL'] },
  SH: { name: ['上海', 'Shanghai'], short: ['上海', 'SH'] },
  JS: { name: ['江苏', 'Jiangsu'], short: ['江苏', 'JS'] },
  ZJ: { name: ['浙江', 'Zhejiang'], short: ['浙江', 'ZJ'] },
  AH: { name: ['安徽', 'Anhui'], short: ['安徽', 'AH'] },
  FJ: { name: ['福建', 'Fujian'], short: ['福建', 'FJ'] },
  JX: { name: ['江西', 'Jiangxi'], short: ['江西', 'JX'] },
  SD: { name: ['山东', 'Shandong'], short: ['山东', 'SD'] },
  HA: { name: ['河南', 'Henan'], short: ['河南', 'HA'] },
  HB: { name: ['湖北', 'Hubei'], short: ['湖北', 'HB'] },
  HN: { name: ['湖南', 'Hunan'], short: ['湖南', 'HN'] },
  GD: { name: ['广东', 'Guangdong'], short: ['广东', 'GD'] },
  GX: { name: ['广西', 'Guangxi'], short: ['广西', 'GX'] },
  HI: { name: ['海南', 'Hainan'], short: ['海南', 'HI'] },
  CQ: { name: ['重庆', 'Chongqing'], short: ['重庆', 'CQ'] },
  SC: { name: ['四川', 'Sichuan'], short: ['四川', 'SC'] },
  GZ: { name: ['贵州', 'Guizhou'], short: ['贵州', 'GZ'] },
  YN: { name: ['云南', 'Yunnan'], short: ['云南', 'YN'] },
  XZ: { name: ['西藏', 'Tibet'], short: ['西藏', 'XZ'] },
  SN: { name: ['陕西', 'Shaanxi'], short: ['陕西', 'SN'] },
  GS: { name: ['甘肃', 'Gansu'], short: ['甘肃', 'GS'] },
  QH: { name: ['青海', 'Qinghai'], short: ['青海', 'QH'] },
  NX: { name: ['宁夏', 'Ningxia'], short: ['宁夏', 'NX'] },
  XJ: { name: ['新疆', 'Xinjiang'], short: ['新疆', 'XJ'] },
  HK: { name: ['香港', 'Hong Kong'], short: ['香港', 'HK'] },
  MO: { name: ['澳门', 'Macau'], short: ['澳门', 'MO'] },
  TW: { name: ['台湾', 'Taiwan'], short: ['台湾', 'TW'] },
};
