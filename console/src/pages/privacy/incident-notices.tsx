/** What the authority and the people are told: drafted from the facts, edited here, and when they were told. */
import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentNotice, IncidentView } from '../../../../src/records/incident.ts';
import {
  type DataKind,
  dataKinds,
  type NoticeRecipient,
  noticeRecipients,
} from '../../../../src/records/incident-names.ts';
import { useDraftNotices, useEditNotice, useTold } from '../../api/incidents.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { CopyButton } from '../../ui/sql-drawer.tsx';
import { Problem } from '../../ui/states.tsx';
import { typedInstant } from './incident-times.ts';
import { TimeField } from './time-field.tsx';

const fields = ['cause', 'harm', 'measures', 'advice', 'contact'] as const;
type Said = Record<(typeof fields)[number], string>;
const nothing: Said = { cause: '', harm: '', measures: '', advice: '', contact: '' };

function Facts({ incident }: { incident: IncidentView }) {
  const { t } = useTranslation();
  const id = useId();
  const [said, setSaid] = useState<Said>({ ...nothing, ...incident.noticeFacts });
  const [picked, setPicked] = useState<DataKind[] | null>(incident.noticeFacts?.dataKinds ?? null);
  const kinds = picked ?? incident.people?.dataKinds;
  const draft = useDraftNotices(incident.incidentId);
  const isWhole = fields.every(field => field === 'measures' || said[field].trim().length >= 3);
  const send = (event: FormEvent) => {
    event.preventDefault();
    draft.mutate({ ...said, ...(kinds && kinds.length > 0 ? { dataKinds: kinds } : {}), replace: false });
  };
  return (
    <form className="stack" onSubmit={send}>
      {fields.map(field => (
        <Field
          key={field}
          id={`${id}${field}`}
          label={t(`incident:notice.${field}`)}
          hint={t(`incident:noticeHint.${field}`)}
          fault={faultAt(draft.error, field)}
        >
          <Input.TextArea
            id={`${id}${field}`}
            autoSize={{ minRows: field === 'contact' ? 1 : 2, maxRows: 8 }}
            value={said[field]}
            onChange={event => setSaid({ ...said, [field]: event.target.value })}
          />
        </Field>
      ))}
      <Field id={`${id}kinds`} label={t('incident:notice.kinds')} hint={t('incident:noticeHint.kinds')}>
        <Select
          id={`${id}kinds`}
          mode="multiple"
          value={kinds ?? []}
          options={dataKinds.map(value => ({ value, label: t(`incident:kinds.${value}`) }))}
          onChange={(value: DataKind[]) => setPicked(value)}
        />
      </Field>
      {draft.error && <Problem error={draft.error} />}
      <div className="row">
        <Button
          type={incident.notices.length === 0 ? 'primary' : 'default'}
          htmlType="submit"
          disabled={!isWhole || incident.people === null}
          loading={draft.isPending}
        >
          {t(incident.notices.length === 0 ? 'incident:notice.draft' : 'incident:notice.draftAgain')}
        </Button>
        {incident.people === null && <span className="muted">{t('incident:notice.peopleFirst')}</span>}
      </div>
    </form>
  );
}

function Letter({
  incident,
  letter,
  mayChange,
}: {
  incident: IncidentView;
  letter: IncidentNotice;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [body, setBody] = useState(letter.body);
  const save = useEditNotice(incident.incidentId, letter);
  const language = t(`incident:language.${letter.locale}`);
  return (
    <div className="stack-tight">
      <Field
        id={id}
        label={`${t(`incident:recipient.${letter.recipient}`)} · ${language}`}
        hint={letter.editedAt ? t('incident:notice.edited') : undefined}
        fault={faultAt(save.error, 'body')}
      >
        <Input.TextArea
          id={id}
          lang={letter.locale}
          autoSize={{ minRows: 6, maxRows: 24 }}
          readOnly={!mayChange}
          value={body}
          onChange={event => setBody(event.target.value)}
        />
      </Field>
      <div className="row">
        <CopyButton text={body} />
        {mayChange && (
          <Button
            size="small"
            disabled={body === letter.body}
            loading={save.isPending}
            onClick={() => save.mutate({ body })}
          >
            {t('incident:notice.save')}
          </Button>
        )}
      </div>
      {save.error && !faultAt(save.error, 'body') && <Problem error={save.error} />}
    </div>
  );
}

function Told({ incident, recipient }: { incident: IncidentView; recipient: NoticeRecipient }) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  const [at, setAt] = useState('');
  const told = useTold(incident.incidentId, recipient);
  return (
    <div className="row" style={{ alignItems: 'end' }}>
      <TimeField
        label={t(`incident:told.${recipient}`)}
        hint={t('incident:told.hint')}
        value={at}
        fault={faultAt(told.error, 'at')}
        onChange={setAt}
      />
      <Button loading={told.isPending} onClick={() => told.mutate(at ? { at: typedInstant(at, zone) } : {})}>
        {t('incident:told.note')}
      </Button>
      {told.error && !faultAt(told.error, 'at') && <Problem error={told.error} />}
    </div>
  );
}

export function IncidentNotices({ incident }: { incident: IncidentView }) {
  const { t } = useTranslation();
  const mayChange = useMay()('incident.change') && incident.closedAt === null;
  return (
    <Section title={t('incident:notice.section')} note={t('incident:notice.note')}>
      <div className="stack">
        {mayChange && <Facts incident={incident} />}
        {incident.notices.length === 0 && !mayChange && <p className="muted">{t('incident:notice.none')}</p>}
        {incident.notices.map(letter => (
          <Letter
            key={`${letter.recipient}${letter.locale}${letter.draftedAt}${letter.editedAt}`}
            incident={incident}
            letter={letter}
            mayChange={mayChange}
          />
        ))}
        {mayChange &&
          incident.notices.length > 0 &&
          noticeRecipients.map(recipient => (
            <Told key={recipient} incident={incident} recipient={recipient} />
          ))}
      </div>
    </Section>
  );
}
