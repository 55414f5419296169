import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AutoscalerDecision } from '@ticketlab/contracts/http/autoscaler';
import type {
  Experiment,
  ExperimentDetail,
  experimentPredictionSchema,
  experimentSampleSchema,
  experimentsSchema,
  StartExperiment,
} from '@ticketlab/contracts/http/experiments';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useEventStream } from '@ticketlab/ui/live/use-event-stream.ts';
import type { z } from 'zod';

const listKey = ['lab', 'experiments'];
const oneKey = (id: string) => [...listKey, id];
const path = '/api/lab/experiments';

export const isOver = ({ state }: Pick<Experiment, 'state'>): boolean =>
  state === 'ended' || state === 'refused' || state === 'broken';

export function useExperiments() {
  const api = useApi();
  return useQuery({
    queryKey: listKey,
    queryFn: ({ signal }) => api.get<z.output<typeof experimentsSchema>>(path, undefined, signal),
    refetchInterval: (query) => (query.state.data?.items.some((one) => !isOver(one)) === true ? 2_000 : false),
  });
}

/** One experiment, kept up to date by its own stream until it is over. */
export function useExperiment(id: string) {
  const api = useApi();
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: oneKey(id),
    queryFn: ({ signal }) => api.get<ExperimentDetail>(`${path}/${id}`, undefined, signal),
    staleTime: Infinity,
  });
  const live = query.data !== undefined && !isOver(query.data);
  const { connected } = useEventStream(live ? `${path}/${id}/stream` : null, ({ event, data }) => {
    queryClient.setQueryData<ExperimentDetail>(oneKey(id), (before) => before && merge(before, event, data));
    // samples and decisions from before the stream was opened, and the verdict
    if (event === 'experiment') void queryClient.invalidateQueries({ queryKey: oneKey(id) });
  });
  return { ...query, connected };
}

function merge(before: ExperimentDetail, event: string, data: unknown): ExperimentDetail {
  if (event === 'experiment') return { ...before, ...(data as Experiment) };
  if (event === 'note') return { ...before, note: (data as { note: string | null }).note };
  if (event === 'prediction') return { ...before, prediction: data as z.output<typeof experimentPredictionSchema> };
  if (event === 'sample') {
    const sample = data as z.output<typeof experimentSampleSchema>;
    return { ...before, samples: [...before.samples.filter(({ atMs }) => atMs < sample.atMs), sample] };
  }
  if (event === 'decision') {
    const decision = data as AutoscalerDecision;
    return { ...before, decisions: [...before.decisions.filter(({ at }) => at < decision.at), decision] };
  }
  return before;
}

export function useExperimentActions() {
  const api = useApi();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: listKey });
  return {
    start: useMutation({
      mutationFn: async (body: Partial<StartExperiment>) =>
        (await api.request<Experiment>(path, { method: 'POST', body })).data,
      onSettled,
    }),
    stop: useMutation({
      mutationFn: (id: string) => api.request(`${path}/${id}`, { method: 'DELETE' }),
      onSettled,
    }),
  };
}
