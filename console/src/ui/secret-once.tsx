/** A secret that is shown once: to be copied now, with what it is for and that it does not come back. */
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SecretProps {
  readonly title: string;
  readonly text: string;
  readonly note?: string;
}

export function SecretOnce({ title, text, note }: SecretProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="notice info" role="status">
      <div className="grow stack-tight">
        <strong>{title}</strong>
        <pre className="mono secret">{text}</pre>
        <span className="small">{note ?? t('access:once')}</span>
      </div>
      {navigator.clipboard && (
        <Button onClick={() => void copy()}>{t(copied ? 'access:copied' : 'access:copy')}</Button>
      )}
    </div>
  );
}
