/** What the team writes down; kept as a draft in this tab until saved, read-only once closed. */
import { Button, Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lessons, RetrospectiveView } from '../../../../src/records/retrospective.ts';
import { useSaveLessons } from '../../api/measure.ts';
import { useFormat } from '../../format/use-format.ts';
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
  readonly onChange: (actions: Action[]) => void;
}

function Actions({ actions, onChange }: ActionsProps) {
  const { t } = useTranslation();
  const set = (index: number, change: Partial<Action>) =>
    onChange(actions.map((action, at) => (at === index ? { ...action, ...change } : action)));
  return (
    <fieldset className="stack-tight">
      <legend>{t('learn:lessons.nextTime')}</legend>
      {actions.map((action, index) => (
        <div key={index} className="row">
          <Input
            className="grow"
            style={{ minWidth: 260, flex: 1 }}
            aria-label={t('learn:lessons.action')}
            placeholder={t('learn:lessons.action')}
            value={action.action}
            onChange={event => set(index, { action: event.target.value })}
          />
          <Input
            style={{ width: 160 }}
            aria-label={t('learn:lessons.owner')}
            placeholder={t('learn:lessons.owner')}
            value={action.owner}
            onChange={event => set(index, { owner: event.target.value })}
          />
          <span style={{ width: 160 }}>
            <DateInput
              label={t('learn:lessons.due')}
              value={action.due ?? ''}
              onChange={date => set(index, { due: date || null })}
            />
          </span>
          <Button type="text" onClick={() => onChange(actions.filter((_, at) => at !== index))}>
            {t('learn:lessons.remove')}
          </Button>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...actions, { action: '', owner: '', due: null }])}>
          {t('learn:lessons.add')}
        </Button>
      </div>
    </fieldset>
  );
}

/** Closed lessons as they were written. */
function Written({ lessons }: { lessons: Lessons }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <div className="stack">
      {(['wentWell', 'wentBadly', 'learned'] as const).map(name => (
        <div key={name} className="stack-tight">
          <h3>{t(`learn:lessons.${name}`)}</h3>
          <p className="written">{lessons[name] || t('common:none')}</p>
        </div>
      ))}
      <div className="stack-tight">
        <h3>{t('learn:lessons.nextTime')}</h3>
        {lessons.nextTime.length === 0 && <p className="muted">{t('common:none')}</p>}
        <ul>
          {lessons.nextTime.map(({ action, owner, due }) => (
            <li key={`${action}${owner}`}>
              {[action, owner, due && f.day(due)].filter(Boolean).join(' · ')}
            </li>
          ))}
        </ul>
      </div>
      <div className="row">
        {lessons.tags.map(tag => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </div>
    </div>
  );
}

interface EditableProps {
  readonly lessons: Lessons;
  readonly error: unknown;
  readonly onChange: (change: Partial<Lessons>) => void;
}

function Editable({ lessons, error, onChange }: EditableProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="stack">
      {error ? <Problem error={error} /> : null}
      {(['wentWell', 'wentBadly', 'learned'] as const).map(name => (
        <Field
          key={name}
          id={`${id}-${name}`}
          label={t(`learn:lessons.${name}`)}
          fault={faultAt(error, `lessons.${name}`)}
        >
          <Input.TextArea
            id={`${id}-${name}`}
            autoSize={{ minRows: 2, maxRows: 12 }}
            value={lessons[name]}
            onChange={event => onChange({ [name]: event.target.value })}
          />
        </Field>
      ))}
      <Actions actions={lessons.nextTime} onChange={nextTime => onChange({ nextTime })} />
      <Field id={`${id}-tags`} label={t('learn:lessons.tags')}>
        <Select
          id={`${id}-tags`}
          mode="tags"
          value={lessons.tags}
          onChange={(tags: string[]) => onChange({ tags })}
        />
      </Field>
    </div>
  );
}

export function LessonsForm({ view }: { view: RetrospectiveView }) {
  const { t } = useTranslation();
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
      {closed ? (
        <Written lessons={view.lessons} />
      ) : (
        <Editable lessons={draft.value} error={save.error} onChange={draft.change} />
      )}
    </Section>
  );
}
