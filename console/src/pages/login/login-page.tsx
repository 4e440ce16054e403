/** Logging in: address and password, the language before anything else is known. */
import { Button, Input } from 'antd';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLogin } from '../../api/session.ts';
import { LanguageButton, ThemeMenu } from '../../app/top-bar.tsx';
import { Field } from '../../ui/field.tsx';
import { BrandMark } from '../../ui/icons.tsx';
import { Problem } from '../../ui/states.tsx';

export function LoginPage() {
  const { t } = useTranslation();
  const login = useLogin();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const id = useId();
  useEffect(() => {
    document.title = `${t('shell:login.title')} · Rekindle`;
  }, [t]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ email, password });
  };
  return (
    <main className="login">
      <form className="card" onSubmit={submit}>
        <div className="row spread">
          <BrandMark />
          <span className="row">
            <LanguageButton />
            <ThemeMenu />
          </span>
        </div>
        <div>
          <h1>{t('shell:login.title')}</h1>
          <p className="muted">{t('shell:login.question')}</p>
        </div>
        <Field id={`${id}-email`} label={t('shell:login.email')}>
          <Input
            id={`${id}-email`}
            type="email"
            autoComplete="username"
            autoFocus
            required
            value={email}
            onChange={event => setEmail(event.target.value)}
          />
        </Field>
        <Field id={`${id}-password`} label={t('shell:login.password')}>
          <Input.Password
            id={`${id}-password`}
            autoComplete="current-password"
            required
            value={password}
            onChange={event => setPassword(event.target.value)}
          />
        </Field>
        {login.error && <Problem error={login.error} />}
        <Button type="primary" htmlType="submit" size="large" block loading={login.isPending}>
          {t('shell:login.submit')}
        </Button>
      </form>
    </main>
  );
}
