/** The one word of a result as a tag. */
import { useTranslation } from 'react-i18next';
import type { VerdictWord } from '../../../../src/records/result.ts';
import { Tag, type TagTone } from '../../ui/stat.tsx';

export const verdictTones: Record<VerdictWord, TagTone> = {
  paid: 'more',
  lost: 'less',
  'could-not-tell': 'plain',
  'not-enough-data': 'outline',
};

export const isWord = (word: string | null): word is VerdictWord => word !== null && word in verdictTones;

export function VerdictTag({ word }: { word: VerdictWord }) {
  const { t } = useTranslation();
  return <Tag tone={verdictTones[word]}>{t(`measure:word.${word}`)}</Tag>;
}
