/** A decision about records: what it would move, and the reason it is kept with. */
import { Input } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulingPreview } from '../../../../src/records/identity.ts';
import { useDecide, useRulingPreview, type Wish } from '../../api/identity.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import { recordLine } from './identity-words.ts';

/** Names of the decisions in the texts. */
type Deed =
  | 'join'
  | 'part'
  | 'split'
  | 'undo'
  | 'ignore'
  | 'reopen'
  | 'ignoreKey'
  | 'reopenKey'
  | 'enableKey'
  | 'disableKey';

const shortestReason = 4;

function Moves({ preview }: { preview: RulingPreview }) {
  const { t } = useTranslation();
  const f = useFormat();
  const rows = new Map(preview.records.map(record => [record.customerId, record]));
  const line = (id: string) => {
    const record = rows.get(id);
    return record ? recordLine(t, record) : id.slice(0, 8);
  };
  if (preview.moves.length === 0) return <p>{t('identity:moves.none')}</p>;
  return (
    <div className="stack-tight">
      <ul>
        {preview.moves.map(({ recordId, to }) => (
          <li key={recordId}>
            {recordId === to
              ? t('identity:moves.alone', { record: line(recordId) })
              : t('identity:moves.to', { record: line(recordId), person: line(to) })}
          </li>
        ))}
      </ul>
      <p>
        {t('identity:moves.what', {
          orders: f.count(preview.orders),
          contacts: f.count(preview.contactPoints),
          consents: f.count(preview.consents),
        })}
      </p>
    </div>
  );
}

/** What a decision would move, as the dialog shows it before it is taken. */
export function WishPreview({ wish }: { wish: Wish }) {
  const preview = useRulingPreview(wish);
  return (
    <QueryView query={preview} skeleton={<Skeleton lines={2} />}>
      {found => <Moves preview={found} />}
    </QueryView>
  );
}

export function ReasonField({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field id={id} label={t('identity:reason')} hint={t('identity:reasonHint')}>
      <Input
        id={id}
        required
        value={value}
        minLength={shortestReason}
        maxLength={300}
        onChange={event => onChange(event.target.value)}
      />
    </Field>
  );
}

export const isReason = (reason: string): boolean => reason.trim().length >= shortestReason;

interface ReasonedProps {
  /** Name of the deed in the texts. */
  readonly deed: Deed;
  /** What it is about, for those who hear one button among many alike. */
  readonly about: string;
  readonly run: (reason: string) => Promise<unknown>;
  /** Stands below the deed's own text. */
  readonly children?: ReactNode;
}

/** A deed that is kept with its reason; only for those who may. */
export function Reasoned({ deed, about, run, children }: ReasonedProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const label = t(`identity:${deed}.label`);
  return (
    <May needs="identity.change">
      <Confirm
        label={label}
        title={t(`identity:${deed}.title`)}
        confirmLabel={t(`identity:${deed}.confirm`)}
        button={{ size: 'small', 'aria-label': `${label}: ${about}` }}
        ready={isReason(reason)}
        run={async () => {
          await run(reason);
          setReason('');
        }}
      >
        <div className="stack">
          <p>{t(`identity:${deed}.text`)}</p>
          {children}
          <ReasonField value={reason} onChange={setReason} />
        </div>
      </Confirm>
    </May>
  );
}

/** A ruling, or taking one back, after what it would move was shown. */
export function Decide({ deed, wish, about }: { deed: Deed; wish: Wish; about: string }) {
  const decide = useDecide();
  return (
    <Reasoned deed={deed} about={about} run={reason => decide.mutateAsync({ wish, reason })}>
      <WishPreview wish={wish} />
    </Reasoned>
  );
}
