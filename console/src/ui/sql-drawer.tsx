/** Definitions and the statements behind the figures, at the side, runnable by hand. */
import { Button, Drawer } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <Button size="small" onClick={() => void copy()}>
      {t(copied ? 'common:copied' : 'common:copy')}
    </Button>
  );
}

interface SqlBlockProps {
  readonly title: string;
  readonly sql: string;
  readonly params?: Readonly<Record<string, string>>;
}

export function SqlBlock({ title, sql, params = {} }: SqlBlockProps) {
  const { t } = useTranslation();
  const names = Object.entries(params);
  return (
    <section className="stack-tight">
      <div className="row spread">
        <h3>{title}</h3>
        <CopyButton text={sql} />
      </div>
      <pre className="sql" tabIndex={0}>
        {sql}
      </pre>
      {names.length > 0 && (
        <p className="small muted mono">
          {t('common:parameters')}: {names.map(([name, value]) => `${name} = ${value}`).join('; ')}
        </p>
      )}
    </section>
  );
}

interface SideDrawerProps {
  readonly label: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly type?: 'default' | 'link';
}

/** The library leaves the focus on a frame without a name; inside, the title is heard. */
const enter = (isOpen: boolean) => {
  if (isOpen) document.querySelector<HTMLElement>('.ant-drawer-open [role=dialog] button')?.focus();
};

/** A button that opens its content at the side of the page. */
export function SideDrawer({ label, title, children, type = 'default' }: SideDrawerProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type={type} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Drawer
        title={title}
        open={open}
        onClose={() => setOpen(false)}
        afterOpenChange={enter}
        size={720}
        destroyOnHidden
      >
        <div className="stack">{children}</div>
      </Drawer>
    </>
  );
}
