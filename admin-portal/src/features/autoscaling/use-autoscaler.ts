import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  AutoscalerChange,
  AutoscalerDecision,
  AutoscalerSettings,
  AutoscalerStatus,
  autoscalerTimelineSchema,
  diagnosisOfScalingSchema,
} from '@ticketlab/contracts/http/autoscaler';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useEventStream } from '@ticketlab/ui/live/use-event-stream.ts';
import type { z } from 'zod';

type Timeline = z.output<typeof autoscalerTimelineSchema>;
const mostDecisions = 240;

const statusKey = ['lab', 'autoscaler', 'status'];
const timelineKey = (service: string) => ['lab', 'autoscaler', 'timeline', service];

/** The autoscaler's latest word on every service; renewed with each of its decisions. */
export function useAutoscaler() {
  const api = useApi();
  const queryClient = useQueryClient();
  const status = useQuery({
    queryKey: statusKey,
    queryFn: ({ signal }) => api.get<AutoscalerStatus>('/api/lab/autoscaler', undefined, signal),
  });
  const { connected } = useEventStream('/api/lab/autoscaler/stream', ({ event, data }) => {
    if (event === 'status') queryClient.setQueryData(statusKey, data);
    if (event !== 'decision') return;
    const decision = data as AutoscalerDecision;
    queryClient.setQueryData<Timeline>(timelineKey(decision.service), (before) =>
      before === undefined ? before : { items: [...before.items, decision].slice(-mostDecisions) },
    );
    // the time of the next decision and the settings come along
    void queryClient.invalidateQueries({ queryKey: statusKey });
  });
  return { ...status, connected };
}

/** What was decided about a service, the oldest first. */
export function useTimeline(service: string) {
  const api = useApi();
  return useQuery({
    queryKey: timelineKey(service),
    queryFn: async ({ signal }) => {
      const { items } = await api.get<Timeline>('/api/lab/autoscaler/timeline', { service }, signal);
      return { items: items.slice(-mostDecisions) };
    },
  });
}

export function useAutoscalerSettings() {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (body: AutoscalerChange) =>
      (await api.request<AutoscalerSettings>('/api/lab/autoscaler', { method: 'PUT', body })).data,
    onSuccess: (settings) => {
      queryClient.setQueryData<AutoscalerStatus>(statusKey, (before) => before && { ...before, settings });
      return queryClient.invalidateQueries({ queryKey: statusKey });
    },
  });
}

/** Why a service did or did not scale; asked anew every five seconds while somebody reads it. */
export function useDoctor(service: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['lab', 'autoscaler', 'doctor', service],
    queryFn: ({ signal }) =>
      api.get<z.output<typeof diagnosisOfScalingSchema>>(`/api/lab/autoscaler/${service}/doctor`, undefined, signal),
    refetchInterval: 5_000,
  });
}
