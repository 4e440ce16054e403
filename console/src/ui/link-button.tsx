/** A link that looks like a button: goes to a page, opens in a new tab like any link, never loses its address. */
import { Button, type ButtonProps } from 'antd';
import type { MouseEvent, ReactNode } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';

interface LinkButtonProps {
  readonly to: string;
  readonly type?: ButtonProps['type'];
  readonly size?: ButtonProps['size'];
  readonly children: ReactNode;
}

export function LinkButton({ to, type, size, children }: LinkButtonProps) {
  const href = useHref(to);
  const go = useLinkClickHandler<HTMLAnchorElement>(to);
  return (
    <Button
      {...(type ? { type } : {})}
      {...(size ? { size } : {})}
      href={href}
      onClick={event => go(event as unknown as MouseEvent<HTMLAnchorElement>)}
    >
      {children}
    </Button>
  );
}
