/** What settings would do: people joined and parted, links cut, keys disabled, and some of the pairs. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SettingsPreview } from '../../../../src/records/identity-settings.ts';
import { useFormat } from '../../format/use-format.ts';
import { Facts } from '../../ui/stat.tsx';
import { kindWord } from '../understand/identity-words.ts';

export function SettingsPreviewView({ preview }: { preview: SettingsPreview }) {
  const { t } = useTranslation();
  const f = useFormat();
  const both = (before: number, after: number) => `${f.count(before)} / ${f.count(after)}`;
  const record = (id: string) => <Link to={`/understand/customers/${id}`}>{id.slice(0, 8)}</Link>;
  return (
    <div className="stack" role="status" aria-label={t('identity:settings.found')}>
      <h3>{t('identity:settings.found')}</h3>
      {preview.joining + preview.parting === 0 && <p>{t('identity:settings.nothing')}</p>}
      <Facts
        facts={[
          { label: t('identity:settings.joining'), value: f.count(preview.joining) },
          { label: t('identity:settings.parting'), value: f.count(preview.parting) },
          { label: t('identity:settings.people'), value: both(preview.peopleBefore, preview.peopleAfter) },
          { label: t('identity:settings.cut'), value: both(preview.cutBefore, preview.cutAfter) },
          ...preview.disabled.map(({ kind, before, after }) => ({
            label: t('identity:settings.disabled', { kind: kindWord(t, kind) }),
            value: both(before, after),
          })),
        ]}
      />
      {preview.examples.length > 0 && (
        <>
          <h3>{t('identity:settings.examples')}</h3>
          <ul className="plain-list">
            {preview.examples.map(({ kind, left, right }) => (
              <li key={`${kind} ${left} ${right}`}>
                {record(left)}, {record(right)}: {t(`identity:settings.${kind}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
