/** One refused event beside the list: why, what it said, and its fields to be mended before it is taken in. */
import { Button, Checkbox, Drawer, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { HeldEventChange, HeldEventDetail, ReplayReply } from '../../../../src/records/refused-event.ts';
import { withoutEmptyQuotes } from '../../api/texts.ts';
import { useRefused, useReplay } from '../../api/tracking.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { Facts, Tag } from '../../ui/stat.tsx';
import { Notice, Problem, QueryView, Skeleton } from '../../ui/states.tsx';

/** A number, true, false, a list or an object where the text is one as JSON; otherwise the text. */
function valueOf(text: string): HeldEventChange['value'] {
  try {
    return JSON.parse(text) as HeldEventChange['value'];
  } catch {
    return text;
  }
}

/** Ids are texts even where they look like numbers. */
const isId = (path: string) => /id$/i.test(path);

interface FieldWish {
  readonly text: string;
  readonly isGone: boolean;
}
const untouched: FieldWish = { text: '', isGone: false };

function changesOf(wishes: Readonly<Record<string, FieldWish>>): HeldEventChange[] {
  return Object.entries(wishes).flatMap(([path, { text, isGone }]) => {
    if (isGone) return [{ path }];
    if (text === '') return [];
    return [{ path, value: isId(path) ? text : valueOf(text) }];
  });
}

interface MendFieldProps {
  readonly path: string;
  readonly wish: FieldWish;
  readonly onChange: (wish: FieldWish) => void;
}

function MendField({ path, wish, onChange }: MendFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="stack-tight">
      <Field id={id} label={<code>{path}</code>} hint={t('tracking:mend.hint')}>
        <Input
          id={id}
          value={wish.text}
          disabled={wish.isGone}
          autoComplete="off"
          onChange={event => onChange({ ...wish, text: event.target.value })}
        />
      </Field>
      <Checkbox
        checked={wish.isGone}
        onChange={event => onChange({ text: '', isGone: event.target.checked })}
      >
        {t('tracking:mend.remove')}
      </Checkbox>
    </div>
  );
}

function Mend({ event, onReply }: { event: HeldEventDetail; onReply: (reply: ReplayReply) => void }) {
  const { t } = useTranslation();
  const [wishes, setWishes] = useState<Readonly<Record<string, FieldWish>>>({});
  const replay = useReplay(event.id, onReply);
  const changes = changesOf(wishes);
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    replay.mutate(changes);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <h3>{t('tracking:mend.title')}</h3>
      {event.fields.length === 0 && <p className="muted">{t('tracking:mend.noField')}</p>}
      {event.fields.map(path => (
        <MendField
          key={path}
          path={path}
          wish={wishes[path] ?? untouched}
          onChange={wish => setWishes({ ...wishes, [path]: wish })}
        />
      ))}
      {replay.error && <Problem error={replay.error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={replay.isPending}>
          {t(changes.length > 0 ? 'tracking:mend.changed' : 'tracking:mend.asIs')}
        </Button>
        <span className="muted small">{t('tracking:mend.once')}</span>
      </div>
    </form>
  );
}

function Detail({ event }: { event: HeldEventDetail }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [reply, setReply] = useState<ReplayReply | null>(null);
  return (
    <div className="stack">
      <div className="row">
        <h2>{event.event || event.type || '–'}</h2>
        <Tag tone={event.state === 'waiting' ? 'warn' : 'plain'}>{t(`tracking:state.${event.state}`)}</Tag>
      </div>
      <div role="status">
        {reply && (
          <Notice tone={reply.outcome === 'replayed' ? 'info' : 'warn'}>
            {t(`tracking:outcome.${reply.outcome}`)}
          </Notice>
        )}
      </div>
      <Facts
        facts={[
          { label: t('collect:reasons.reason'), value: withoutEmptyQuotes(event.message) },
          { label: t('collect:reasons.remedy'), value: event.remedy ?? '–' },
          { label: t('tracking:refused.path'), value: <code>{event.path || '–'}</code> },
          { label: t('tracking:refused.received'), value: <code>{event.received || '–'}</code> },
          { label: t('tracking:refused.code'), value: <code>{event.code}</code> },
          { label: t('tracking:refused.source'), value: event.source },
          { label: t('tracking:refused.at'), value: f.time(event.receivedAt) },
          ...(event.settledAt
            ? [{ label: t('tracking:refused.settledAt'), value: f.time(event.settledAt) }]
            : []),
        ]}
      />
      {event.state === 'waiting' && (
        <May needs="event.refused.change">
          <Mend key={`${event.code} ${event.path}`} event={event} onReply={setReply} />
        </May>
      )}
      <section className="stack-tight">
        <h3>{t('tracking:refused.shown')}</h3>
        <p className="muted small">{t('tracking:refused.shownNote')}</p>
        <pre className="sql" tabIndex={0} aria-label={t('tracking:refused.shown')}>
          {event.shown ?? t('tracking:refused.noObject')}
        </pre>
      </section>
    </div>
  );
}

function Loaded({ id }: { id: string }) {
  const query = useRefused(id);
  return (
    <QueryView query={query} skeleton={<Skeleton lines={8} />}>
      {event => <Detail event={event} />}
    </QueryView>
  );
}

/** Opens by the address, so that a link shows the event. */
export function RefusedDrawer() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const id = search.get('refused');
  const close = () => {
    const next = new URLSearchParams(search);
    next.delete('refused');
    setSearch(next, { preventScrollReset: true });
  };
  return (
    <Drawer title={t('tracking:refused.one')} open={id !== null} onClose={close} size={720} destroyOnHidden>
      {id !== null && <Loaded key={id} id={id} />}
    </Drawer>
  );
}
