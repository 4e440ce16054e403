/** The home page's one request. */
import { useQuery } from '@tanstack/react-query';
import type { Home } from '../../../src/records/home.ts';
import { request } from './client.ts';

export const useHome = () =>
  useQuery({ queryKey: ['home'], queryFn: () => request<Home>('/api/home'), refetchInterval: 30_000 });
