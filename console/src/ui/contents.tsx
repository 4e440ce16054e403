/**
 * The contents of a long page: a line of links that stays in sight and marks the chapter being read. Plain links to
 * fragments, since the library's own take the address from the router and leave the keyboard where it was.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';

export interface Chapter {
  /** The fragment of the address, `#id`. */
  readonly id: string;
  /** A word or two. */
  readonly label: string;
  readonly content: ReactNode;
}

/** Below the frame's head and this line a chapter counts as read once its top has come this near. */
const readingLine = '-120px 0px -70% 0px';

/** The id of the chapter at the top of the window; the first until one has come there. */
function useReading(chapters: readonly Chapter[]): string | undefined {
  const [reading, setReading] = useState(chapters[0]?.id);
  const ids = chapters.map(chapter => chapter.id).join(' ');
  useEffect(() => {
    const observer = new IntersectionObserver(
      entries => {
        const entered = entries.find(entry => entry.isIntersecting);
        if (entered) setReading(entered.target.id);
      },
      { rootMargin: readingLine },
    );
    for (const id of ids.split(' ')) {
      const element = document.getElementById(id);
      if (element) observer.observe(element);
    }
    return () => observer.disconnect();
  }, [ids]);
  return reading;
}

function Line({ label, chapters }: { label: string; chapters: readonly Chapter[] }) {
  const { search } = useLocation();
  const reading = useReading(chapters);
  const line = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = line.current;
    const current = element?.querySelector<HTMLElement>('[aria-current]');
    // Only sideways: `scrollIntoView` would move the page under the reader too.
    if (element && current) element.scrollLeft = current.offsetLeft - element.clientWidth / 2;
  }, [reading]);
  return (
    <nav className="contents no-print" aria-label={label} ref={line}>
      {chapters.map(({ id, label: name }) => (
        <Link key={id} to={`${search}#${id}`} {...(id === reading ? { 'aria-current': 'location' } : {})}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** Chapters one below the other with their contents above them; an address with a fragment opens at its chapter. */
export function Chapters({ label, chapters }: { label: string; chapters: readonly Chapter[] }) {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [hash]);
  return (
    <>
      <Line label={label} chapters={chapters} />
      {chapters.map(({ id, content }) => (
        <div key={id} id={id} className="chapter">
          {content}
        </div>
      ))}
    </>
  );
}
