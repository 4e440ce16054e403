/** A letter shown as it is, in a frame that runs nothing and reaches nothing of ours. */
import { useRef, useState } from 'react';

export function MailFrame({ title, html }: { title: string; html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(480);
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox="allow-same-origin"
      srcDoc={html}
      style={{
        width: '100%',
        height,
        border: '1px solid var(--rk-border)',
        borderRadius: 8,
        background: '#fff',
        colorScheme: 'light',
      }}
      onLoad={() => setHeight(Math.min(900, (frame.current?.contentDocument?.body.scrollHeight ?? 456) + 24))}
    />
  );
}
