/** The palette as tokens of the component library. */
import { type ThemeConfig, theme } from 'antd';
import { type Mode, palettes } from './palette.ts';

/** Written by the style sheet, which knows the language of the page. */
const fontFamily = 'var(--rk-font)';

export function antdTheme(mode: Mode): ThemeConfig {
  const c = palettes[mode];
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: c.accent,
      colorLink: c.accentText,
      colorLinkHover: c.accentText,
      colorLinkActive: c.accentText,
      colorInfo: c.accent,
      colorError: c.less,
      colorWarning: c.less,
      colorSuccess: c.accent,
      colorText: c.text,
      colorTextSecondary: c.muted,
      colorTextTertiary: c.muted,
      colorTextDescription: c.muted,
      colorTextPlaceholder: c.muted,
      colorBgBase: c.surface,
      colorBgContainer: c.surface,
      colorBgElevated: c.raised,
      colorBgLayout: c.page,
      // The edge is all one sees of an empty field or box.
      colorBorder: c.control,
      colorBorderSecondary: c.border,
      borderRadius: 6,
      fontFamily,
      fontSize: 14,
      // Not by CSS: the library places its menus when its own animation ends.
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        // The library's own hover colours are too pale to read.
        defaultBorderColor: c.border,
        defaultHoverColor: c.accentText,
        defaultHoverBorderColor: c.accentText,
        defaultActiveColor: c.accentText,
        defaultActiveBorderColor: c.accentText,
      },
    },
  };
}
