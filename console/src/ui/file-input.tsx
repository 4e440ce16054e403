/**
 * One file, chosen or dropped. The browser's own control would speak the browser's language, so it is hidden behind a
 * button in the page's; it stays the thing that takes the focus.
 */
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface FileInputProps {
  readonly id: string;
  readonly accept: string;
  readonly disabled?: boolean;
  readonly onFile: (file: File) => void;
}

export function FileInput({ id, accept, disabled = false, onFile }: FileInputProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [isOver, setIsOver] = useState(false);
  const take = (file: File | undefined) => {
    if (!file || disabled) return;
    setName(file.name);
    onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    // A label: pressing anywhere on it opens the file dialogue.
    <label
      htmlFor={id}
      className={isOver ? 'drop over' : 'drop'}
      onDragOver={event => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <input
        id={id}
        type="file"
        className="sr-only"
        accept={accept}
        disabled={disabled}
        onChange={event => take(event.target.files?.[0])}
      />
      <span className="button-like">{t('common:file.choose')}</span>
      <span className="muted small">{name || t('common:file.drop')}</span>
    </label>
  );
}
