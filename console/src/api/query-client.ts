/** The query layer's settings: what counts as fresh, what is tried again, and what a lost session does. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './client.ts';

const isLost = (error: unknown) => error instanceof ApiError && error.status === 401;
const mayHelpAgain = (error: unknown) =>
  error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 503);

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (isLost(error) && query.queryKey[0] !== 'session') {
        void queryClient.invalidateQueries({ queryKey: ['session'] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => mayHelpAgain(error) && failures < 2,
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});
