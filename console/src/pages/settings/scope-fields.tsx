/** Which customers somebody may see, as fields: everybody, or own ones, those of stores and those of regions. */
import { Checkbox, Radio, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataScope } from '../../../../src/records/data-scope.ts';
import { usePlaces } from '../../api/access.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';

export interface ScopeDraft extends DataScope {
  readonly limited: boolean;
}

export const draftOf = (scope: DataScope | null): ScopeDraft => ({
  limited: scope !== null,
  own: scope?.own ?? false,
  stores: scope?.stores ?? [],
  regions: scope?.regions ?? [],
});

/** As long as the server takes a store's or region's name. */
const longestName = 200;
const isTooLong = (names: readonly string[]) => names.some(name => name.length > longestName);

/** The scope a draft means; undefined while it is limited to nothing or holds a name that is too long. */
export function scopeOfDraft({ limited, own, stores, regions }: ScopeDraft): DataScope | null | undefined {
  if (!limited) return null;
  if (isTooLong(stores) || isTooLong(regions)) return undefined;
  return own || stores.length > 0 || regions.length > 0 ? { own, stores, regions } : undefined;
}

interface ScopeFieldsProps {
  readonly draft: ScopeDraft;
  readonly onChange: (draft: ScopeDraft) => void;
  readonly error: unknown;
  /** What "not limited" means here. */
  readonly allLabel: string;
  /** A program owns no customers. */
  readonly withOwn?: boolean;
}

const placeLists = ['stores', 'regions'] as const;
type PlaceKind = (typeof placeLists)[number];

function PlaceField({ draft, onChange, error, list }: ScopeFieldsProps & { readonly list: PlaceKind }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const [open, setOpen] = useState(false);
  // Without them the names are written by hand.
  const known = usePlaces().data?.[list] ?? [];
  return (
    <Field
      id={id}
      label={t(`access:dataScope.${list}`)}
      hint={t('access:dataScope.namesHint')}
      fault={
        isTooLong(draft[list])
          ? t('access:dataScope.tooLong', { most: longestName })
          : faultAt(error, `dataScope.${list}`)
      }
    >
      <Select
        id={id}
        mode="tags"
        maxCount={200}
        // Closed after a choice: left open, Tab would choose the next name on its way out.
        open={open}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        options={known.map(({ name, customers }) => ({
          value: name,
          label: name,
          count: t('access:dataScope.ofCustomers', { n: f.count(customers), count: customers }),
        }))}
        optionRender={({ label, data }) => (
          <>
            {label} <span className="muted small">{data.count}</span>
          </>
        )}
        notFoundContent={null}
        value={[...draft[list]]}
        onChange={(names: string[]) =>
          onChange({ ...draft, [list]: names.map(name => name.trim()).filter(Boolean) })
        }
      />
    </Field>
  );
}

export function ScopeFields(props: ScopeFieldsProps) {
  const { draft, onChange, allLabel, withOwn = true } = props;
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset className="stack-tight">
      <legend>{t('access:dataScope.title')}</legend>
      <Radio.Group
        value={draft.limited}
        onChange={event => onChange({ ...draft, limited: event.target.value as boolean })}
        options={[
          { value: false, label: allLabel },
          { value: true, label: t('access:dataScope.only') },
        ]}
      />
      {draft.limited && (
        <>
          {withOwn && (
            <Checkbox
              id={id}
              checked={draft.own}
              onChange={event => onChange({ ...draft, own: event.target.checked })}
            >
              {t('access:dataScope.ownLong')}
            </Checkbox>
          )}
          <PlaceField {...props} list="stores" />
          <PlaceField {...props} list="regions" />
          <p className="muted small">{t('access:dataScope.any')}</p>
        </>
      )}
    </fieldset>
  );
}

/** Whether a refusal is already said beside one of these fields. */
export const isSaidByFields = (error: unknown): boolean =>
  placeLists.some(list => faultAt(error, `dataScope.${list}`));
