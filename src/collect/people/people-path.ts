/** The customers kind of import. */
import type { CustomersMapping } from '../../records/mapping.ts';
import type { ImportPath } from '../import/import-path.ts';
import { finishPeople, forgetStagedPeople, importPeople } from './import-people.ts';
import { undoPeople } from './undo-people.store.ts';

export const peoplePath: ImportPath<CustomersMapping> = {
  run: importPeople,
  finish: finishPeople,
  forget: forgetStagedPeople,
  undo: undoPeople,
};
