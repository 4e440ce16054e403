/** Joining a person with another one: the other is found, what would move is shown, a reason is asked for. */
import { Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerRow } from '../../../../src/records/customer.ts';
import { loadCustomers } from '../../api/collect.ts';
import { useDecide } from '../../api/identity.ts';
import { useCommand } from '../../api/use-command.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { May } from '../../ui/may.tsx';
import { Problem } from '../../ui/states.tsx';
import { isReason, ReasonField, WishPreview } from './identity-decision.tsx';

/** More people than this at one address are nobody to choose from. */
const mostShown = 20;

const personLine = ({ name, externalId, customerId, contacts }: CustomerRow) =>
  [externalId ?? customerId.slice(0, 8), name, ...contacts.map(({ masked }) => masked)]
    .filter(Boolean)
    .join(' · ');

interface FindProps {
  /** Whom nobody is joined with: themselves. */
  readonly own: ReadonlySet<string>;
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
}

function FindPerson({ own, chosen, onChoose }: FindProps) {
  const { t } = useTranslation();
  const find = useCommand((query: string) => loadCustomers(query, { limit: mostShown }));
  const label = t('identity:find.label');
  const found = find.data?.customers.filter(({ customerId }) => !own.has(customerId));
  return (
    <div className="stack-tight">
      <Input.Search
        aria-label={label}
        placeholder={label}
        enterButton={t('identity:find.button')}
        autoFocus
        loading={find.isPending}
        onSearch={text => {
          onChoose(null);
          if (text.trim() !== '') find.mutate(text.trim());
        }}
      />
      {find.error && <Problem error={find.error} />}
      <div role="status">{found?.length === 0 && <p>{t('identity:find.none')}</p>}</div>
      {found && found.length > 0 && (
        <Radio.Group
          aria-label={t('identity:find.choose')}
          value={chosen}
          onChange={event => onChoose(String(event.target.value))}
          options={found.map(row => ({ value: row.customerId, label: personLine(row) }))}
          className="stack-tight"
        />
      )}
    </div>
  );
}

export function JoinPerson({ record, own }: { record: string; own: ReadonlySet<string> }) {
  const { t } = useTranslation();
  const [other, setOther] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const decide = useDecide();
  return (
    <May needs="identity.change">
      <Confirm
        label={t('identity:joinOther')}
        title={t('identity:join.title')}
        confirmLabel={t('identity:join.confirm')}
        ready={other !== null && isReason(reason)}
        run={async () => {
          await decide.mutateAsync({ wish: { kind: 'same', record, other: other ?? '' }, reason });
          setOther(null);
          setReason('');
        }}
      >
        <div className="stack">
          <p>{t('identity:join.text')}</p>
          <FindPerson own={own} chosen={other} onChoose={setOther} />
          {other !== null && <WishPreview wish={{ kind: 'same', record, other }} />}
          <ReasonField value={reason} onChange={setReason} />
        </div>
      </Confirm>
    </May>
  );
}
