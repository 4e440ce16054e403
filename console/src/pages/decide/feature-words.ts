/** Values of features in words: stages, tiers and cells by the names they have everywhere else. */
import { useTranslation } from 'react-i18next';
import type { FeatureName } from '../../../../src/records/feature.ts';

export function useValueText() {
  const { t } = useTranslation();
  return (feature: FeatureName, value: string | number): string => {
    const text = String(value);
    if (feature === 'stage') return t(`understand:stage.${text}`);
    if (feature === 'tier') return t(`understand:tier.${text}`);
    if (feature === 'rfm_cell') return t(`understand:cell.${text}`);
    if (feature === 'rhythm_band') return t(`decide:band.${text}`);
    if (feature === 'flags') return t(`decide:flag.${text}`);
    return text;
  };
}
