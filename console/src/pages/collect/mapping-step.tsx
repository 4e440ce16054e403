/** Second step: which column is what, how dates and money are to be read, and the first 100 rows as they were read. */
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MappingChoice, PreviewReply } from '../../../../src/records/import.ts';
import type { ImportKind } from '../../../../src/records/mapping.ts';
import { usePreview } from '../../api/collect.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Notice, Problem, Skeleton } from '../../ui/states.tsx';
import { ChooseMapping, MatchedMapping } from './choose-mapping.tsx';
import { isSaved, ownMapping, useMappingDraft } from './import-draft.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { PreviewSection } from './preview-section.tsx';
import { SaveMapping } from './save-mapping.tsx';

interface MappingStepProps {
  readonly uploadId: string;
  readonly kind: ImportKind;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

type Draft = ReturnType<typeof useMappingDraft>;

function FileFacts({ preview }: { preview: PreviewReply }) {
  const { t } = useTranslation();
  const f = useFormat();
  const delimiter = preview.delimiter === '\t' ? 'Tab' : preview.delimiter;
  const facts = [preview.fileName, f.bytes(preview.bytes), t(`collect:form.${preview.form}`)];
  if (preview.form === 'csv')
    facts.push(preview.encoding.toUpperCase(), t('collect:mapping.delimiter', { delimiter }));
  if (preview.compressed) facts.push(t('collect:mapping.packed'));
  if (preview.totalsRows > 0) facts.push(t('collect:mapping.totalsRows', { n: f.count(preview.totalsRows) }));
  return <p className="muted">{facts.join(' · ')}</p>;
}

interface ChoosePartProps {
  readonly preview: PreviewReply;
  readonly onChoose: (part: string) => void;
}

/** Which sheet of a workbook, or which file of an archive: nothing to ask where there is one. */
function ChoosePart({ preview, onChoose }: ChoosePartProps) {
  const { t } = useTranslation();
  const id = useId();
  if (preview.parts.length < 2) return null;
  return (
    <div className="field" style={{ maxWidth: 420 }}>
      <label htmlFor={id}>{t('collect:mapping.part')}</label>
      <Select
        id={id}
        showSearch
        value={preview.part}
        placeholder={t('collect:mapping.allParts')}
        options={preview.parts.map(value => ({ value, label: value }))}
        onChange={(value: string) => onChoose(value)}
      />
    </div>
  );
}

/** A saved mapping stays one, so that the import says which version it was read by. */
function choiceOf({ saved, mapping }: PreviewReply, { choice }: Draft): MappingChoice | null {
  if (saved === null || ownMapping(choice)) return mapping;
  return { saved: saved.name, version: saved.version, part: mapping?.part ?? null };
}

export function MappingStep({ uploadId, kind, onBack, onNext }: MappingStepProps) {
  const { t } = useTranslation();
  const draft = useMappingDraft(uploadId);
  const [part, setPart] = useState<string | null>(null);
  const preview = usePreview({ uploadId, kind, mapping: draft.choice, part });
  const data = preview.data;
  // What was just chosen shows at once; the server's reading of it follows.
  const mapping = ownMapping(draft.choice) ?? data?.mapping;
  const mustChoose = draft.choice === null && data?.tied === true;
  // Another sheet has other columns: what was mapped before does not fit it.
  const choosePart = (name: string) => {
    draft.choose(null);
    setPart(name);
  };
  const next = () => {
    if (data?.mapping && (!draft.choice || data.mapping.part !== null)) draft.choose(choiceOf(data, draft));
    onNext();
  };
  return (
    <div className="stack">
      <Section title={t('collect:mapping.title')}>
        <div className="stack">
          <ChooseMapping draft={draft} kind={kind} />
          {data && draft.choice === null && <MatchedMapping preview={data} />}
          {data && <FileFacts preview={data} />}
          {data && <ChoosePart preview={data} onChoose={choosePart} />}
          {preview.error && <Problem error={preview.error} onRetry={() => void preview.refetch()} />}
          {!data && !preview.error && <Skeleton lines={5} />}
        </div>
      </Section>
      {data && !data.mapping && <Notice tone="warn">{t('collect:mapping.unrecognised')}</Notice>}
      {data && mapping && <MappingEditor preview={data} mapping={mapping} onChange={draft.choose} />}
      {mapping && (draft.choice === null ? data?.saved === null : !isSaved(draft.choice)) && (
        <SaveMapping key={mapping.name} mapping={mapping} onSaved={draft.choose} />
      )}
      {data && <PreviewSection preview={data} />}
      <div className="row">
        <Button onClick={onBack}>{t('common:back')}</Button>
        <Button type="primary" disabled={!data?.mapping || mustChoose || preview.isFetching} onClick={next}>
          {t('collect:mapping.next')}
        </Button>
      </div>
    </div>
  );
}
