/** A number in a table whose background says how large it is beside its like; the number is always there. */
import type { ReactNode } from 'react';

export function Shade({ share, children }: { share: number; children: ReactNode }) {
  const shade = Math.round(Math.min(1, Math.max(0, share)) * 45);
  return (
    <span
      style={{
        background: `color-mix(in srgb, var(--ant-color-primary, #1f5fb4) ${shade}%, transparent)`,
        padding: '2px 4px',
        borderRadius: 3,
      }}
    >
      {children}
    </span>
  );
}
