/** A one-time link as the person must be given it. */
import { useTranslation } from 'react-i18next';
import type { AccountLinkReply } from '../../../../src/records/account.ts';
import { useFormat } from '../../format/use-format.ts';
import { SecretOnce } from '../../ui/secret-once.tsx';

export function LinkOnce({ link, email }: { link: AccountLinkReply; email: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <SecretOnce
      title={t('access:link.title', { email })}
      text={`${window.location.origin}${link.path}`}
      note={t('access:link.note', { at: f.time(link.expiresAt) })}
    />
  );
}
