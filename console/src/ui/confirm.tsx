/** A change that must not happen by accident: says what it touches, in numbers, before it happens. */
import { Button, type ButtonProps, Input, Modal } from 'antd';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { focusPageIfLost } from './focus.ts';
import { Problem } from './states.tsx';

interface ConfirmProps {
  readonly label: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly button?: ButtonProps;
  readonly danger?: boolean;
  /** When given, this text must be typed before the change can be made. */
  readonly typed?: string;
  /** False as long as something the dialog asks for is missing. */
  readonly ready?: boolean;
  /** Resolves when done; a rejection is shown in the dialog. */
  readonly run: () => Promise<unknown>;
}

interface TypedTextProps {
  /** What must be typed, letter by letter. */
  readonly typed: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** The text that must be typed before a dangerous change can be made. */
export function TypedText({ typed, value, onChange }: TypedTextProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('common:typeToConfirm', { text: typed })}</label>
      <Input id={id} value={value} onChange={event => onChange(event.target.value)} autoComplete="off" />
    </div>
  );
}

export function Confirm({
  label,
  title,
  children,
  confirmLabel,
  button,
  danger = false,
  typed,
  ready = true,
  run,
}: ConfirmProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [text, setText] = useState('');
  // What was confirmed often takes its button, and this dialog, off the page.
  useEffect(() => focusPageIfLost, []);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await run();
      setOpen(false);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        open={open}
        title={title}
        okText={confirmLabel}
        cancelText={t('common:back')}
        okButtonProps={{ danger, disabled: !ready || (typed !== undefined && text !== typed) }}
        confirmLoading={busy}
        onOk={() => void confirm()}
        onCancel={() => setOpen(false)}
        // What is closed is not drawn again: its button would go on turning.
        destroyOnHidden
        afterClose={() => {
          setText('');
          setError(null);
          focusPageIfLost();
        }}
      >
        <div className="stack">
          <div>{children}</div>
          {typed !== undefined && <TypedText typed={typed} value={text} onChange={setText} />}
          {error !== null && <Problem error={error} />}
        </div>
      </Modal>
    </>
  );
}
