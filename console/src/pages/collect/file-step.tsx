/** First step: what kind of rows the file holds, and the file. */
import { Radio } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportKind } from '../../../../src/records/mapping.ts';
import { uploadFile } from '../../api/collect.ts';
import { useFormat } from '../../format/use-format.ts';
import { FileInput } from '../../ui/file-input.tsx';
import { Section } from '../../ui/page.tsx';
import { ShareBar } from '../../ui/stat.tsx';
import { Problem } from '../../ui/states.tsx';
import { importKinds } from './mapping-fields.ts';

interface FileStepProps {
  readonly kind: ImportKind;
  readonly onKind: (kind: ImportKind) => void;
  readonly onUploaded: (uploadId: string) => void;
}

export function FileStep({ kind, onKind, onUploaded }: FileStepProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const sent = useRef<File | undefined>(undefined);
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const send = async (file: File | undefined) => {
    if (!file) return;
    sent.current = file;
    setError(null);
    setShare(0);
    try {
      onUploaded((await uploadFile(file, setShare)).uploadId);
    } catch (failure) {
      setError(failure);
      setShare(null);
    }
  };
  return (
    <Section title={t('collect:file.title')} note={t('collect:file.note')}>
      <div className="stack">
        <fieldset className="stack-tight">
          <legend>{t('collect:file.kind')}</legend>
          <Radio.Group
            className="stack-tight"
            value={kind}
            onChange={event => onKind(event.target.value as ImportKind)}
          >
            {importKinds.map(value => (
              <Radio key={value} value={value}>
                {t(`collect:kind.${value}`)} <span className="muted">{t(`collect:kindWhat.${value}`)}</span>
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
        <div className="field">
          <span className="label">{t('collect:file.choose')}</span>
          <FileInput
            id={id}
            accept=".csv,.tsv,.txt,.xlsx,.xlsb,.xls,.jsonl,.ndjson,.parquet,.gz,.zip,text/csv"
            disabled={share !== null}
            onFile={file => void send(file)}
          />
          <span className="hint">{t('collect:file.hint')}</span>
        </div>
        {share !== null && (
          <div className="stack-tight" aria-live="polite">
            <ShareBar share={share} />
            <span className="muted small">{t('collect:file.sending', { share: f.percent(share, 0) })}</span>
          </div>
        )}
        {error !== null && <Problem error={error} onRetry={() => void send(sent.current)} />}
      </div>
    </Section>
  );
}
