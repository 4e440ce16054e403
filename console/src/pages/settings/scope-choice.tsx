/** Which customers one person may see: shown and changed among what can be done about the account. */
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRow } from '../../../../src/records/account.ts';
import { useChangeScope } from '../../api/access.ts';
import { Notice, Problem } from '../../ui/states.tsx';
import { draftOf, isSaidByFields, ScopeFields, scopeOfDraft } from './scope-fields.tsx';

export function ScopeChoice({ row }: { row: AccountRow }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(row.dataScope));
  const change = useChangeScope(row.userId);
  const scope = scopeOfDraft(draft);
  if (row.role === 'owner') return <p className="muted">{t('access:dataScope.owner')}</p>;
  const same = JSON.stringify(scope) === JSON.stringify(row.dataScope);
  const allLabel = t(row.roleLimited ? 'access:dataScope.byRole' : 'access:dataScope.all');
  return (
    <div className="stack-tight">
      <ScopeFields draft={draft} onChange={setDraft} error={change.error} allLabel={allLabel} />
      {change.error && !isSaidByFields(change.error) && <Problem error={change.error} />}
      {change.isSuccess && same && <Notice tone="info">{t('access:dataScope.changed')}</Notice>}
      <div className="row">
        <Button
          type="primary"
          disabled={same || scope === undefined}
          loading={change.isPending}
          onClick={() => scope !== undefined && change.mutate(scope)}
        >
          {t('access:dataScope.change')}
        </Button>
        {scope === undefined && <span className="muted small">{t('access:dataScope.nothing')}</span>}
      </div>
    </div>
  );
}
