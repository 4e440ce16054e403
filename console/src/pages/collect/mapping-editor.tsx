/** What of a mapping a person decides: field by field the column, and the questions the figures depend on. */
import { useTranslation } from 'react-i18next';
import type { PreviewReply } from '../../../../src/records/import.ts';
import type { Mapping } from '../../../../src/records/mapping.ts';
import { Section } from '../../ui/page.tsx';
import { MappingColumns } from './mapping-columns.tsx';
import { MappingQuestions } from './mapping-questions.tsx';

interface EditorProps {
  readonly preview: Pick<PreviewReply, 'headers' | 'unmapped' | 'statuses'>;
  readonly mapping: Mapping;
  /** A file has an encoding; rows of a database have none. */
  readonly isFile?: boolean;
  readonly onChange: (mapping: Mapping) => void;
}

export function MappingEditor({ preview, mapping, isFile = true, onChange }: EditorProps) {
  const { t } = useTranslation();
  return (
    <>
      <Section
        title={t('collect:mapping.columns')}
        note={t(isFile ? 'collect:mapping.columnsNote' : 'collect:mapping.columnsNoteRows')}
      >
        <MappingColumns
          mapping={mapping}
          headers={preview.headers}
          unmapped={preview.unmapped}
          onChange={columns => onChange({ ...mapping, columns } as Mapping)}
        />
      </Section>
      <Section
        title={t('collect:mapping.questions')}
        note={t(isFile ? 'collect:mapping.questionsNote' : 'collect:mapping.questionsNoteRows')}
      >
        <MappingQuestions
          mapping={mapping}
          statuses={preview.statuses}
          isFile={isFile}
          onChange={change => onChange({ ...mapping, ...change } as Mapping)}
        />
      </Section>
    </>
  );
}
