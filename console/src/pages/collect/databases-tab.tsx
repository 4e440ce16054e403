/** Databases rows are pulled from, and what is pulled of them. */
import { PullSources } from './pull-sources.tsx';
import { PullTable } from './pull-table.tsx';

export function DatabasesTab() {
  return (
    <>
      <PullTable />
      <PullSources />
    </>
  );
}
