/** Everything a page relies on, from the outside in: preferences, component library, data, addresses. */
import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from '../api/query-client.ts';
import { PreferencesProvider, usePreferences } from './preferences.tsx';
import { makeRouter } from './routes.tsx';
import { antdTheme } from './theme.ts';

function Themed() {
  const { mode } = usePreferences();
  const { i18n } = useTranslation();
  const router = useMemo(makeRouter, []);
  const theme = useMemo(() => antdTheme(mode), [mode]);
  return (
    <ConfigProvider
      theme={theme}
      locale={i18n.language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <AntApp message={{ maxCount: 2 }}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  );
}

export const App = () => (
  <PreferencesProvider>
    <QueryClientProvider client={queryClient}>
      <Themed />
    </QueryClientProvider>
  </PreferencesProvider>
);
