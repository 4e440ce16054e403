/** The check-up as a file to hand on: a page, a workbook, a PDF. */
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reviewFormats } from '../../../../src/records/review-names.ts';
import { download } from '../../api/client.ts';

export function ReviewExport({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async (format: string) => {
    setBusy(true);
    try {
      await download(`/api/reviews/${id}/export?format=${format}&locale=${i18n.language}`);
    } catch (cause) {
      void message.error(
        cause instanceof Error && cause.message ? cause.message : t('common:error.unexpected'),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: reviewFormats.map(format => ({ key: format, label: t(`understand:export.${format}`) })),
        onClick: ({ key }) => void save(key),
      }}
    >
      <Button loading={busy}>{t('understand:export.title')}</Button>
    </Dropdown>
  );
}
