/** Above the page: search, the day it is for the organisation, language, theme, the person. */
import { Dropdown, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Session } from '../../../src/records/session.ts';
import { useLogout, useSpeak } from '../api/session.ts';
import { useFormat } from '../format/use-format.ts';
import { MenuIcon, MoonIcon, ScreenIcon, SearchIcon, SunIcon } from '../ui/icons.tsx';
import { asLocale, speakLocale } from './i18n.ts';
import { type ModeChoice, usePreferences } from './preferences.tsx';

const themeIcons: Record<ModeChoice, ReactNode> = {
  light: <SunIcon />,
  dark: <MoonIcon />,
  system: <ScreenIcon />,
};
const themes: readonly ModeChoice[] = ['light', 'dark', 'system'];

export function ThemeMenu() {
  const { t } = useTranslation();
  const { choice, choose } = usePreferences();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: [choice],
        items: themes.map(key => ({ key, label: t(`shell:theme.${key}`), onClick: () => choose(key) })),
      }}
    >
      <button type="button" className="icon-button" aria-label={t('shell:theme.label')} aria-haspopup="menu">
        {themeIcons[choice]}
      </button>
    </Dropdown>
  );
}

/** Switches between the two languages; for a logged-in person the server remembers it. */
export function LanguageButton({ onChange }: { onChange?: (locale: string) => void }) {
  const { t, i18n } = useTranslation();
  const other = asLocale(i18n.language) === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      type="button"
      className="icon-button"
      lang={other}
      onClick={() => {
        void speakLocale(other);
        onChange?.(other);
      }}
    >
      {t('shell:otherLanguage')}
    </button>
  );
}

/** The search term travels in the history state and not in the address: it may be a phone number. */
function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [term, setTerm] = useState('');
  return (
    <search className="search">
      <form
        onSubmit={event => {
          event.preventDefault();
          navigate('/understand/customers', { state: { term } });
          setTerm('');
        }}
      >
        <Input
          data-search
          variant="filled"
          prefix={<SearchIcon />}
          suffix={<kbd className="kbd">/</kbd>}
          aria-label={t('shell:search.label')}
          placeholder={t('shell:search.placeholder')}
          value={term}
          onChange={event => setTerm(event.target.value)}
        />
      </form>
    </search>
  );
}

interface TopBarProps {
  readonly session: Session;
  readonly navOpen: boolean;
  readonly onMenu: () => void;
  readonly onHelp: () => void;
}

export function TopBar({ session, navOpen, onMenu, onHelp }: TopBarProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const logout = useLogout();
  const speak = useSpeak();
  return (
    <header className="top">
      <button
        type="button"
        className="icon-button menu-button"
        aria-controls="side"
        aria-expanded={navOpen}
        aria-label={t('shell:menu')}
        onClick={onMenu}
      >
        <MenuIcon />
      </button>
      <SearchBox />
      <div className="end">
        <span className="clock">
          {t('shell:today', { day: f.day(session.now), zone: session.settings.zone })}
        </span>
        <LanguageButton onChange={locale => speak.mutate({ locale })} />
        <ThemeMenu />
        <button type="button" className="icon-button" aria-label={t('shell:help.title')} onClick={onHelp}>
          ?
        </button>
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'who', label: session.user.email, disabled: true },
              { key: 'out', label: t('shell:logout'), onClick: () => logout.mutate(null) },
            ],
          }}
        >
          <button type="button" className="icon-button" aria-haspopup="menu">
            {t(`shell:role.${session.user.role}`)}
          </button>
        </Dropdown>
      </div>
    </header>
  );
}
