/** What the team writes down; kept as a draft in this tab until saved, read-only once closed. */
import { Button, Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lessons, RetrospectiveView } from '../../../../src/records/retrospective.ts';
import { useSaveLessons } from '../../api/measure.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Problem } from '../../ui/states.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { useUnsaved } from '../../ui/use-unsaved.tsx';

type Action = Lessons['nextTime'][number];

interface ActionsProps {
  readonly actions: readonly Action[];
  readonly closed: boolean;
  readonly onChange: (actions: Action[]) => void;
}

function Actions({ actions, closed, onChange }: ActionsProps) {
  const { t } = useTranslation();
  const set = (index: number, change: Partial<Action>) =>
    onChange(actions.map((action, at) => (at === index ? { ...action, ...change } : action)));
  return (
    <fieldset className="stack-tight" disabled={closed}>
      <legend>{t('learn:lessons.nextTime')}</legend>
      {actions.map((action, index) => (
        <div key={index} className="row">
          <Input
            className="grow"
            style={{ minWidth: 260, flex: 1 }}
            aria-label={t('learn:lessons.action')}
            placeholder={t('learn:lessons.action')}
            disabled={closed}
            value={action.action}
            onChange={event => set(index, { action: event.target.value })}
          />
          <Input
            style={{ width: 160 }}
            aria-label={t('learn:lessons.owner')}
            placeholder={t('learn:lessons.owner')}
            disabled={closed}
            value={action.owner}
            onChange={event => set(index, { owner: event.target.value })}
          />
          <span style={{ width: 160 }}>
            <DateInput
              label={t('learn:lessons.due')}
              disabled={closed}
              value={action.due ?? ''}
              onChange={date => set(index, { due: date || null })}
            />
          </span>
          {!closed && (
            <Button type="text" onClick={() => onChange(actions.filter((_, at) => at !== index))}>
              {t('learn:lessons.remove')}
            </Button>
          )}
        </div>
      ))}
      {closed && actions.length === 0 && <p className="muted">{t('common:none')}</p>}
      {!closed && (
        <div>
          <Button onClick={() => onChange([...actions, { action: '', owner: '', due: null }])}>
            {t('learn:lessons.add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

export function LessonsForm({ view }: { view: RetrospectiveView }) {
  const { t } = useTranslation();
  const id = useId();
  const closed = view.frozenAt !== null;
  const draft = useDraft<Lessons>(`rekindle.lessons.${view.retrospectiveId}`, view.lessons);
  const unsaved = useUnsaved(draft.dirty && !closed);
  const save = useSaveLessons(view.document.campaign);
  const submit = () =>
    save.mutate(
      {
        lessons: {
          ...draft.value,
          nextTime: draft.value.nextTime.filter(action => action.action.trim() !== ''),
        },
      },
      { onSuccess: draft.clear },
    );
  return (
    <Section
      title={t('learn:lessons.title')}
      note={t('learn:lessons.note')}
      actions={
        !closed && (
          <May needs="lesson.change">
            <Button type="primary" disabled={!draft.dirty} loading={save.isPending} onClick={submit}>
              {t(save.isSuccess && !draft.dirty ? 'learn:retro.saved' : 'learn:retro.save')}
            </Button>
          </May>
        )
      }
    >
      {unsaved.dialog}
      <div className="stack">
        {save.error && <Problem error={save.error} />}
        {(['wentWell', 'wentBadly', 'learned'] as const).map(name => (
          <Field
            key={name}
            id={`${id}-${name}`}
            label={t(`learn:lessons.${name}`)}
            fault={faultAt(save.error, `lessons.${name}`)}
          >
            <Input.TextArea
              id={`${id}-${name}`}
              autoSize={{ minRows: 2, maxRows: 12 }}
              readOnly={closed}
              value={draft.value[name]}
              onChange={event => draft.change({ [name]: event.target.value })}
            />
          </Field>
        ))}
        <Actions
          actions={draft.value.nextTime}
          closed={closed}
          onChange={nextTime => draft.change({ nextTime })}
        />
        <Field id={`${id}-tags`} label={t('learn:lessons.tags')}>
          {closed ? (
            <span className="row">
              {draft.value.tags.map(tag => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          ) : (
            <Select
              id={`${id}-tags`}
              mode="tags"
              value={draft.value.tags}
              onChange={(tags: string[]) => draft.change({ tags })}
            />
          )}
        </Field>
      </div>
    </Section>
  );
}
