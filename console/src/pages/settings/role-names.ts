/** The roles in the order of the permission table. The records' own list would bring the schema library. */
import type { Role } from '../../../../src/records/permission.ts';

const names: Readonly<Record<Role, true>> = {
  owner: true,
  admin: true,
  planner: true,
  operator: true,
  analyst: true,
  service: true,
  approver: true,
  'privacy-officer': true,
  auditor: true,
};
export const roleNames = Object.keys(names) as readonly Role[];
