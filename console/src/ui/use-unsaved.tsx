/** Asks before a page with unsaved changes is left, by link, back button or closing the tab. */
import { Modal } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBeforeUnload, useBlocker } from 'react-router';

interface Unsaved {
  readonly dialog: ReactNode;
  /** Lets the next navigation pass: the change was saved. */
  readonly release: () => void;
}

export function useUnsaved(dirty: boolean): Unsaved {
  const { t } = useTranslation();
  const released = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !released.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useBeforeUnload(event => {
    if (dirty && !released.current) event.preventDefault();
  });
  const dialog = (
    <Modal
      open={blocker.state === 'blocked'}
      title={t('common:unsaved.title')}
      okText={t('common:unsaved.leave')}
      cancelText={t('common:unsaved.stay')}
      okButtonProps={{ danger: true }}
      onOk={() => blocker.proceed?.()}
      onCancel={() => blocker.reset?.()}
    >
      {t('common:unsaved.text')}
    </Modal>
  );
  return {
    dialog,
    release: () => {
      released.current = true;
    },
  };
}
