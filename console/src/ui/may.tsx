/** Shows what a person may do and hides what the server would refuse; the server decides, this only saves the click. */
import type { ReactNode } from 'react';
import type { Permission } from '../../../src/records/permission.ts';
import { useSession } from '../api/session.ts';

/** Whether the person who is logged in may. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useSession();
  return permission => data?.permissions.includes(permission) === true;
}

export function May({ needs, children }: { needs: Permission; children: ReactNode }) {
  return useMay()(needs) ? children : null;
}
