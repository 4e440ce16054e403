/** A record in a list: what it goes by, with the way to its customer, and what was said of it, masked. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordRow } from '../../../../src/records/identity.ts';
import { recordWord } from '../understand/identity-words.ts';

export function RecordCell({ record }: { record: RecordRow }) {
  const { t } = useTranslation();
  const said = [record.name, ...record.contacts.map(({ masked }) => masked)].filter(Boolean).join(' · ');
  return (
    <>
      <Link to={`/understand/customers/${record.customerId}`}>{recordWord(t, record)}</Link>
      {said && <div className="small muted">{said}</div>}
    </>
  );
}
