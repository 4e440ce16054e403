/** The few signs the frame needs, drawn as strokes of the text colour; each stands beside or inside a named control. */
const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const Sign = ({ path }: { path: string }) => (
  <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true" {...stroke}>
    <path d={path} />
  </svg>
);

export const SearchIcon = () => <Sign path="M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM13 13l4 4" />;
export const MenuIcon = () => <Sign path="M3 5.5h14M3 10h14M3 14.5h14" />;
export const SunIcon = () => (
  <Sign path="M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM10 1.8v1.7M10 16.5v1.7M1.8 10h1.7M16.5 10h1.7M4.2 4.2l1.2 1.2M14.6 14.6l1.2 1.2M4.2 15.8l1.2-1.2M14.6 5.4l1.2-1.2" />
);
export const MoonIcon = () => <Sign path="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z" />;
export const ScreenIcon = () => <Sign path="M2.5 4h15v10h-15zM7 17h6M10 14v3" />;

export const BrandMark = () => (
  <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="var(--rk-accent)" />
    <path
      d="M10 23V9h7.2a4.6 4.6 0 0 1 .9 9.1L22.5 23M10 18.2h7"
      fill="none"
      stroke="#fff"
      strokeWidth="2.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
