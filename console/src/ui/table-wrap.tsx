/**
 * Around a table that may be wider than its place: scrolls sideways, shows by a shadow that there is more, and is a stop
 * for the keyboard only while there is.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Hidden {
  readonly before: boolean;
  readonly after: boolean;
}

const none: Hidden = { before: false, after: false };

export function TableWrap({ label, children }: { label: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState(none);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => {
      const rest = element.scrollWidth - element.clientWidth - element.scrollLeft;
      setHidden({ before: element.scrollLeft > 1, after: rest > 1 });
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const isWider = hidden.before || hidden.after;
  const names = ['table-wrap', hidden.before && 'more-before', hidden.after && 'more-after'].filter(Boolean);
  return (
    <div
      className={names.join(' ')}
      ref={frame}
      role="group"
      aria-label={label}
      tabIndex={isWider ? 0 : undefined}
    >
      {children}
    </div>
  );
}
