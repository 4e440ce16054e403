/** Saved views: choose one, keep what is in sight under a name, delete what is no longer used. */
import { Button, Dropdown, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRemoveView, useSaveView, useViews } from '../api/views.ts';
import { Field } from './field.tsx';
import type { ListAddress } from './list-address.ts';
import { Problem } from './states.tsx';

function SaveForm({ list, view, onDone }: { list: string; view: string; onDone: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState('');
  const save = useSaveView(list, onDone);
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault();
        if (name.trim()) save.mutate({ name: name.trim(), query: view });
      }}
    >
      <Field id={id} label={t('common:list.viewName')} hint={t('common:list.viewHint')}>
        <Input id={id} maxLength={60} value={name} onChange={event => setName(event.target.value)} />
      </Field>
      {save.error && <Problem error={save.error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={save.isPending}>
          {t('common:list.viewSave')}
        </Button>
      </div>
    </form>
  );
}

function OwnViews({ list }: { list: string }) {
  const { t } = useTranslation();
  const views = useViews(list);
  const remove = useRemoveView(list);
  const own = views.data?.views ?? [];
  if (own.length === 0) return null;
  return (
    <ul className="plain-list stack-tight">
      {own.map(({ name }) => (
        <li key={name} className="row spread">
          <span>{name}</span>
          <Button
            size="small"
            aria-label={t('common:list.viewDeleteNamed', { name })}
            onClick={() => remove.mutate(name)}
          >
            {t('common:list.viewDelete')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

export function ViewMenu({ list, address }: { list: string; address: ListAddress }) {
  const { t } = useTranslation();
  const views = useViews(list);
  const [open, setOpen] = useState(false);
  const own = views.data?.views ?? [];
  const current = own.find(view => view.query === address.view);
  const items = [
    { key: ' all', label: t('common:list.viewAll'), onClick: () => address.apply('') },
    ...own.map(view => ({ key: view.name, label: view.name, onClick: () => address.apply(view.query) })),
    { type: 'divider' as const },
    { key: ' save', label: t('common:list.viewKeep'), onClick: () => setOpen(true) },
  ];
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{ items, selectedKeys: [current?.name ?? (address.view ? '' : ' all')] }}
      >
        <Button aria-haspopup="menu">
          {current ? t('common:list.viewNamed', { name: current.name }) : t('common:list.views')}
        </Button>
      </Dropdown>
      <Modal
        open={open}
        title={t('common:list.viewTitle')}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="stack">
          <SaveForm list={list} view={address.view} onDone={() => setOpen(false)} />
          <OwnViews list={list} />
        </div>
      </Modal>
    </>
  );
}
