/** Which mapping a file is read by: suggested, saved, or one that comes with the product; and which one was found by itself. */
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { MappingChoice, PreviewReply } from '../../../../src/records/import.ts';
import type { ImportKind } from '../../../../src/records/mapping.ts';
import { useSavedMappings } from '../../api/collect.ts';
import { Notice } from '../../ui/states.tsx';
import { isBuiltIn, isSaved } from './import-draft.ts';

const builtIns: Readonly<Partial<Record<ImportKind, readonly string[]>>> = {
  orders: ['taobao', 'taobao-items', 'jd', 'douyin', 'pinduoduo', 'online-retail', 'simulated-shop'],
  customers: ['simulated-shop'],
};

interface ChooseMappingProps {
  readonly draft: {
    readonly choice: MappingChoice | null;
    readonly choose: (next: MappingChoice | null) => void;
  };
  readonly kind: ImportKind;
}

function currentOf(choice: MappingChoice | null): string {
  if (choice === null) return 'suggested';
  if (isBuiltIn(choice)) return `built-in:${choice.builtIn}`;
  return isSaved(choice) ? `saved:${choice.saved}` : 'own';
}

function choiceOf(value: string): MappingChoice | null {
  const [kind, name = ''] = value.split(':');
  if (kind === 'saved') return { saved: name };
  return kind === 'built-in' ? { builtIn: name } : null;
}

export function ChooseMapping({ draft, kind }: ChooseMappingProps) {
  const { t } = useTranslation();
  const id = useId();
  const saved = useSavedMappings(kind).data?.mappings ?? [];
  const known = builtIns[kind] ?? [];
  const current = currentOf(draft.choice);
  const wanted = isSaved(draft.choice) ? draft.choice : null;
  const versionOf = ({ name, version }: { name: string; version: number }) =>
    wanted?.saved === name ? (wanted.version ?? version) : version;
  return (
    <div className="field" style={{ maxWidth: 420 }}>
      <label htmlFor={id}>{t('collect:mapping.which')}</label>
      <Select
        id={id}
        showSearch={{ optionFilterProp: 'label' }}
        value={current}
        options={[
          { value: 'suggested', label: t('collect:mapping.suggested') },
          ...(current === 'own' ? [{ value: 'own', label: t('collect:mapping.own') }] : []),
          ...(saved.length > 0
            ? [
                {
                  label: t('collect:mapping.savedGroup'),
                  options: saved.map(each => ({
                    value: `saved:${each.name}`,
                    label: t('collect:mapping.saved', { ...each, version: versionOf(each) }),
                  })),
                },
              ]
            : []),
          ...(known.length > 0
            ? [
                {
                  label: t('collect:mapping.builtInGroup'),
                  options: known.map(value => ({
                    value: `built-in:${value}`,
                    label: t(`collect:mapping.builtIn.${value}`),
                  })),
                },
              ]
            : []),
        ]}
        onChange={value => draft.choose(choiceOf(value))}
      />
    </div>
  );
}

/** Says openly which saved mapping was taken, or that two fit equally well. */
export function MatchedMapping({ preview: { saved, fitting, tied } }: { preview: PreviewReply }) {
  const { t } = useTranslation();
  const found = fitting[0];
  if (tied)
    return (
      <Notice tone="warn">
        {t('collect:mapping.tied', {
          names: fitting
            .filter(each => each.columns === found?.columns)
            .map(each => each.title)
            .join(', '),
        })}
      </Notice>
    );
  return saved && found ? <Notice>{t('collect:mapping.matched', { ...found })}</Notice> : null;
}
