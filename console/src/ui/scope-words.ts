/** A data scope in one line: own customers, stores and regions by name. */
import { useTranslation } from 'react-i18next';
import type { DataScope } from '../../../src/records/data-scope.ts';

/** Names stand as files write them; null is everybody. */
export function useScopeWords(): (scope: DataScope | null) => string {
  const { t } = useTranslation();
  return scope => {
    if (!scope) return t('access:dataScope.all');
    const { own, stores, regions } = scope;
    const names = (list: readonly string[]) => list.join(t('access:dataScope.comma'));
    return [
      ...(own ? [t('access:dataScope.own')] : []),
      ...(stores.length > 0 ? [t('access:dataScope.ofStores', { names: names(stores) })] : []),
      ...(regions.length > 0 ? [t('access:dataScope.ofRegions', { names: names(regions) })] : []),
    ].join(t('access:dataScope.semicolon'));
  };
}
