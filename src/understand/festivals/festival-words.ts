/** Names of festivals in sentences. */
import type { BothLanguages } from '../../records/estimate.ts';
import type { FestivalName } from '../../records/review-festival.ts';

export const festivalWords: Readonly<Record<FestivalName, BothLanguages>> = {
  'spring-festival': { zh: '春节', en: 'Spring Festival' },
  '38': { zh: '38 女神节', en: 'Women’s Day sales (38)' },
  'labour-day': { zh: '劳动节', en: 'Labour Day' },
  'dragon-boat': { zh: '端午', en: 'Dragon Boat Festival' },
  '618': { zh: '618', en: '618' },
  qixi: { zh: '七夕', en: 'Qixi' },
  'mid-autumn': { zh: '中秋', en: 'Mid-Autumn Festival' },
  'national-day': { zh: '国庆', en: 'National Day' },
  'double-11': { zh: '双 11', en: 'Double 11' },
  'double-12': { zh: '双 12', en: 'Double 12' },
};
