/** A pull made or changed: what is read, how its columns become fields, the first rows as they would be stored, and when. */
import { Button, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PullSource } from '../../../../src/records/pull.ts';
import { usePullPreview } from '../../api/pulls.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice, Problem, Skeleton } from '../../ui/states.tsx';
import { MappingEditor } from './mapping-editor.tsx';
import { PreviewSection } from './preview-section.tsx';
import {
  bodyOf,
  emptyMapping,
  likelyKey,
  likelyName,
  likelyTime,
  type PullDraft,
  pulledOf,
  suggestedFor,
} from './pull-draft.ts';
import { PullWhat } from './pull-what.tsx';
import { PullWhen } from './pull-when.tsx';

export interface PullFormProps {
  readonly draft: PullDraft;
  readonly set: (change: Partial<PullDraft>) => void;
  readonly sources: readonly PullSource[];
  readonly isNew: boolean;
  readonly saving: { readonly error: Error | null; readonly isPending: boolean };
  readonly save: (name: string, body: ReturnType<typeof bodyOf>) => void;
}

function usePulled({ draft, sources }: Pick<PullFormProps, 'draft' | 'sources'>) {
  const source = sources.find(each => each.id === draft.sourceId);
  const preview = usePullPreview({ ...draft, pulled: pulledOf(draft) });
  const { data } = preview;
  const suggested = data?.mapping ? suggestedFor(data.mapping, source) : emptyMapping(draft.kind, source);
  const headers = data?.headers ?? [];
  return {
    preview,
    headers,
    // What a person has changed, filled up with how the server reads the rest.
    mapping: draft.mapping ? { ...suggested, ...draft.mapping } : suggested,
    keyColumn: draft.keyColumn ?? likelyKey(headers),
    updatedColumn: draft.updatedColumn ?? likelyTime(headers),
    name: draft.name ?? likelyName(draft, source),
  };
}

export function PullForm({ draft, set, sources, isNew, saving, save }: PullFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const { preview, headers, mapping, keyColumn, updatedColumn, name } = usePulled({ draft, sources });
  const { data } = preview;
  const isChosen = pulledOf(draft) !== null;
  const isReady = data && !preview.error && !preview.isFetching && keyColumn !== null && name.trim() !== '';
  return (
    <div className="stack">
      <PullWhat draft={draft} sources={sources} isNew={isNew} set={set} />
      {isChosen && !data && !preview.error && <Skeleton lines={5} />}
      {data && (
        <>
          {!data.mapping && <Notice tone="warn">{t('pulls:form.unrecognised')}</Notice>}
          <MappingEditor
            preview={data}
            mapping={mapping}
            isFile={false}
            onChange={next => set({ mapping: next })}
          />
        </>
      )}
      {isChosen && preview.error && <Problem error={preview.error} onRetry={() => void preview.refetch()} />}
      {data && !preview.error && <PreviewSection preview={data} />}
      {data && (
        <>
          <PullWhen
            draft={draft}
            headers={headers}
            keyColumn={keyColumn}
            updatedColumn={updatedColumn}
            error={saving.error}
            set={set}
          />
          <Section title={t('pulls:form.keepTitle')} note={t('pulls:form.keepNote')}>
            <div className="stack">
              <Field id={id} label={t('pulls:name')} fault={faultAt(saving.error, 'name')}>
                <Input
                  id={id}
                  value={name}
                  maxLength={60}
                  disabled={!isNew}
                  style={{ maxWidth: 420 }}
                  onChange={event => set({ name: event.target.value })}
                />
              </Field>
              {saving.error && <Problem error={saving.error} />}
              <div className="row">
                <Button
                  type="primary"
                  disabled={!isReady}
                  loading={saving.isPending}
                  onClick={() =>
                    keyColumn !== null && save(name, bodyOf(draft, { mapping, keyColumn, updatedColumn }))
                  }
                >
                  {t(isNew ? 'pulls:form.make' : 'pulls:form.keep')}
                </Button>
              </div>
            </div>
          </Section>
        </>
      )}
    </div>
  );
}
