/** A day as `2026-11-30`, typed or picked; the browser's own field would show it in the order of another country. */
import { Input } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface DateInputProps {
  readonly id?: string;
  readonly label?: string;
  readonly value: string;
  readonly disabled?: boolean;
  readonly onChange: (date: string) => void;
}

const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

export function DateInput({ id, label, value, disabled = false, onChange }: DateInputProps) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const faultId = useId();
  const shown = typed ?? value;
  const wrong = shown !== '' && !isDay(shown);
  const take = (text: string) => {
    if (text === '' || isDay(text)) {
      setTyped(null);
      onChange(text);
    } else setTyped(text);
  };
  return (
    <span style={{ position: 'relative', display: 'block' }}>
      <Input
        {...(id ? { id } : {})}
        {...(label ? { 'aria-label': label } : {})}
        {...(wrong ? { status: 'error' as const, 'aria-invalid': true, 'aria-errormessage': faultId } : {})}
        disabled={disabled}
        inputMode="numeric"
        placeholder={t('common:date.form')}
        value={shown}
        onChange={event => take(event.target.value.trim())}
        suffix={
          <button
            type="button"
            className="link-button"
            disabled={disabled}
            aria-label={t('common:date.pick')}
            onClick={() => picker.current?.showPicker()}
          >
            ▾
          </button>
        }
      />
      <input
        ref={picker}
        type="date"
        tabIndex={-1}
        aria-hidden="true"
        className="sr-only"
        style={{ left: 0, bottom: 0 }}
        value={isDay(value) ? value : ''}
        onChange={event => take(event.target.value)}
      />
      {wrong && (
        <span className="fault" role="alert" id={faultId}>
          {t('common:date.wrong')}
        </span>
      )}
    </span>
  );
}
