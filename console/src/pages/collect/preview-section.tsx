/** The first rows as they would be stored, with what could not be read. */
import { useTranslation } from 'react-i18next';
import type { PreviewReply } from '../../../../src/records/import.ts';
import { Section } from '../../ui/page.tsx';
import { PreviewTable } from './preview-table.tsx';
import { Reasons } from './reasons.tsx';

export function PreviewSection({ preview }: { preview: PreviewReply }) {
  const { t } = useTranslation();
  if (preview.rows.length === 0) return null;
  return (
    <Section
      title={t('collect:preview.title')}
      note={t('collect:preview.note', { count: preview.rows.length })}
    >
      <div className="stack">
        {preview.reasons.length > 0 && <Reasons reasons={preview.reasons} />}
        <PreviewTable rows={preview.rows} />
      </div>
    </Section>
  );
}
