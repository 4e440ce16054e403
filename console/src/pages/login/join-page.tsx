/** Where a one-time link leads: an invited person, or one who lost their password, sets it. No login yet. */
import { Button, Input } from 'antd';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LinkView } from '../../../../src/records/account.ts';
import { useAcceptLink, useLink } from '../../api/access.ts';
import { LanguageButton, ThemeMenu } from '../../app/top-bar.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { BrandMark } from '../../ui/icons.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';

function SetPassword({ link, token }: { link: LinkView; token: string }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const [password, setPassword] = useState('');
  const accept = useAcceptLink();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate({ token, password, locale: i18n.language === 'en' ? 'en' : 'zh-CN' });
  };
  if (accept.isSuccess) {
    return (
      <div className="stack">
        <p>{t('access:join.done', { email: link.email })}</p>
        <LinkButton to="/" type="primary">
          {t('access:join.toLogin')}
        </LinkButton>
      </div>
    );
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>
        {t(`access:join.${link.purpose}`, {
          organisation: link.organisation,
          role: t(`shell:role.${link.role}`),
        })}
      </p>
      <Field id={`${id}-email`} label={t('shell:login.email')}>
        <Input id={`${id}-email`} autoComplete="username" readOnly value={link.email} />
      </Field>
      <Field
        id={`${id}-password`}
        label={t('access:password.next')}
        hint={t('access:password.hint')}
        fault={faultAt(accept.error, 'password')}
      >
        <Input.Password
          id={`${id}-password`}
          autoComplete="new-password"
          autoFocus
          required
          value={password}
          onChange={event => setPassword(event.target.value)}
        />
      </Field>
      {accept.error && !faultAt(accept.error, 'password') && <Problem error={accept.error} />}
      <Button type="primary" htmlType="submit" size="large" block loading={accept.isPending}>
        {t('access:join.submit')}
      </Button>
    </form>
  );
}

export function Component() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.slice(1));
  const link = useLink(token);
  useEffect(() => {
    document.title = `${t('access:join.title')} · Rekindle`;
  }, [t]);
  return (
    <main className="login">
      <div className="card">
        <div className="row spread">
          <BrandMark />
          <span className="row">
            <LanguageButton />
            <ThemeMenu />
          </span>
        </div>
        <h1>{t('access:join.title')}</h1>
        <QueryView query={link}>{data => <SetPassword link={data} token={token} />}</QueryView>
      </div>
    </main>
  );
}
