/**
 * The colours of both themes, said once: custom properties for our own styles, tokens for the component library and
 * series for the charts. `control` is the edge of fields and boxes, three times as light or dark as any ground they
 * stand on; `border` only divides. More and less are blue and orange, which colour-blind readers tell apart; red and green
 * never form a pair.
 */
export type Mode = 'light' | 'dark';

export const palettes = {
  light: {
    page: '#f4f6f8',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#eef1f5',
    border: '#d9dfe6',
    control: '#7d8896',
    text: '#1b2430',
    muted: '#525f70',
    accent: '#1f5fae',
    accentText: '#1a549c',
    accentSoft: '#e6eff9',
    more: '#1f5fae',
    moreSoft: '#d7e6f7',
    less: '#a8480a',
    lessSoft: '#fbe7d8',
    warnText: '#7a4a00',
    warnSoft: '#fff3d9',
    grid: '#e4e8ed',
  },
  dark: {
    page: '#10151b',
    surface: '#171d25',
    raised: '#1e2630',
    sunken: '#1c232c',
    border: '#323d4a',
    control: '#6b7b8f',
    text: '#e3e8ef',
    muted: '#9fabba',
    accent: '#2f74c8',
    accentText: '#8abaf2',
    accentSoft: '#1d3350',
    more: '#7fb2ee',
    moreSoft: '#1d3653',
    less: '#f0a468',
    lessSoft: '#4a2c16',
    warnText: '#f2c878',
    warnSoft: '#3a2d12',
    grid: '#2a333e',
  },
} as const satisfies Record<Mode, Record<string, string>>;

/** Categorical series, in the order of use; distinguishable without hue by their lightness steps. */
export const series: Record<Mode, readonly string[]> = {
  light: ['#1f5fae', '#d9822b', '#5b6b7c', '#6d4fa3', '#2a8c8c', '#b08d12'],
  dark: ['#7fb2ee', '#f0a468', '#a9b6c5', '#b9a3e6', '#6cc6c4', '#dcc25a'],
};

/** Writes the palette to the document, so that plain CSS and the charts read the same values. */
export function applyPalette(mode: Mode): void {
  const root = document.documentElement;
  root.dataset['theme'] = mode;
  root.style.colorScheme = mode;
  for (const [name, value] of Object.entries(palettes[mode])) {
    root.style.setProperty(`--rk-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`, value);
  }
}
