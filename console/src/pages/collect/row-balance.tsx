/** Read = stored + duplicate + quarantined: the sum that must hold for every import, shown as one. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { Stat, Stats } from '../../ui/stat.tsx';

interface Rows {
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsDuplicate: number;
  readonly rowsQuarantined: number;
}

export function RowBalance({ rows }: { rows: Rows }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Stats>
      <Stat
        label={t('collect:rows.read')}
        value={f.count(rows.rowsRead)}
        definition={t('collect:rows.readDefinition')}
      />
      <Stat
        label={t('collect:rows.stored')}
        value={f.count(rows.rowsStored)}
        definition={t('collect:rows.storedDefinition')}
      />
      <Stat
        label={t('collect:rows.duplicate')}
        value={f.count(rows.rowsDuplicate)}
        definition={t('collect:rows.duplicateDefinition')}
      />
      <Stat
        label={t('collect:rows.quarantined')}
        value={f.count(rows.rowsQuarantined)}
        definition={t('collect:rows.quarantinedDefinition')}
      />
    </Stats>
  );
}
