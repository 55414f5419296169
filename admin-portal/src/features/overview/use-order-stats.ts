import { useQuery } from '@tanstack/react-query';
import type { OrderStats } from '@ticketlab/contracts/http/order-stats';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';

const minutes = 60;
const pollMs = 5_000;
/** The bucket that is still being filled would look like a slump. */
const complete = -1;
const recentBuckets = 5;

export function useOrderStats() {
  const api = useApi();
  return useQuery({
    queryKey: ['/api/orders/stats', minutes],
    queryFn: ({ signal }) => api.get<OrderStats>('/api/orders/stats', { minutes }, signal),
    refetchInterval: pollMs,
  });
}

/** Orders placed a minute, over the last five whole ones. */
export function ordersPerMinute({ buckets, bucketSeconds }: OrderStats): number {
  const recent = buckets.slice(0, complete).slice(-recentBuckets);
  const placed = recent.reduce((sum, { reached }) => sum + reached.PENDING, 0);
  return recent.length === 0 ? 0 : placed / ((recent.length * bucketSeconds) / 60);
}
