/** Keys that work on every page: `/` to search, `g` then a letter to go, `?` for this list. */
import { Modal, Switch } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '../ui/may.tsx';
import { navigation } from './navigation.ts';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.role === 'combobox');

function usePages() {
  const may = useMay();
  return navigation.flatMap(group => group.items).filter(item => may(item.needs));
}

const focusSearch = () =>
  (
    document.querySelector<HTMLInputElement>('main [data-search] input, main input[data-search]') ??
    document.querySelector<HTMLInputElement>('header input[data-search], header [data-search] input')
  )?.focus();

const memory = 'rekindle.keys';

/** Single letters may be switched off: who speaks to the machine or shakes would press them by accident. */
function useSwitch() {
  const [isOn, setIsOn] = useState(() => localStorage.getItem(memory) !== 'off');
  const turn = (on: boolean) => {
    localStorage.setItem(memory, on ? 'on' : 'off');
    setIsOn(on);
  };
  return { isOn, turn };
}

export function useShortcuts() {
  const navigate = useNavigate();
  const [helpOpen, setHelpOpen] = useState(false);
  const { isOn, turn } = useSwitch();
  const pages = usePages();
  const wentAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const afterG = event.timeStamp - wentAt.current < 1_200;
      wentAt.current = Number.NEGATIVE_INFINITY;
      if (afterG) {
        const page = pages.find(item => item.letter === event.key.toLowerCase());
        if (page) {
          event.preventDefault();
          navigate(page.to);
        }
      } else if (event.key === 'g') wentAt.current = event.timeStamp;
      else if (event.key === '?') setHelpOpen(true);
      else if (event.key === '/') {
        event.preventDefault();
        focusSearch();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, pages, isOn]);
  return { helpOpen, setHelpOpen, isOn, turn };
}

export function ShortcutHelp({ shortcuts }: { shortcuts: ReturnType<typeof useShortcuts> }) {
  const { t } = useTranslation();
  const { helpOpen, setHelpOpen, isOn, turn } = shortcuts;
  const id = useId();
  const pages = usePages();
  return (
    <Modal open={helpOpen} onCancel={() => setHelpOpen(false)} footer={null} title={t('shell:help.title')}>
      <p className="row">
        <Switch id={id} checked={isOn} onChange={turn} />
        <label htmlFor={id}>{t('shell:help.on')}</label>
      </p>
      <dl className="kv">
        <Line keys={['/']} text={t('shell:help.search')} />
        <Line keys={['?']} text={t('shell:help.help')} />
        {pages.map(page => (
          <Line key={page.page} keys={['g', page.letter]} text={t(`shell:nav.${page.page}`)} />
        ))}
      </dl>
    </Modal>
  );
}

const Line = ({ keys, text }: { keys: readonly string[]; text: string }) => (
  <>
    <dt>
      {keys.map(key => (
        <kbd key={key} className="kbd" style={{ marginRight: 4 }}>
          {key}
        </kbd>
      ))}
    </dt>
    <dd>{text}</dd>
  </>
);
