import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  attemptsSchema,
  currentExerciseSchema,
  diagnosisSchema,
  exerciseListSchema,
  hintSchema,
  ShownExercise,
  verificationSchema,
} from '@ticketlab/contracts/http/exercises';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';

const path = '/api/lab/exercises';
const key = ['lab', 'exercises'];

export function useExercises() {
  const api = useApi();
  return useQuery({
    queryKey: [...key, 'list'],
    queryFn: ({ signal }) => api.get<z.output<typeof exerciseListSchema>>(path, undefined, signal),
  });
}

export function useCurrentExercise() {
  const api = useApi();
  return useQuery({
    queryKey: [...key, 'current'],
    queryFn: ({ signal }) => api.get<z.output<typeof currentExerciseSchema>>(`${path}/current`, undefined, signal),
    refetchInterval: 5_000,
  });
}

export function useAttempts() {
  const api = useApi();
  return useQuery({
    queryKey: [...key, 'attempts'],
    queryFn: ({ signal }) => api.get<z.output<typeof attemptsSchema>>(`${path}/attempts`, undefined, signal),
  });
}

export function useExerciseActions() {
  const api = useApi();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: key });
  const post = async <T>(rest: string, body?: object) =>
    (await api.request<T>(`${path}/${rest}`, { method: 'POST', ...(body !== undefined && { body }) })).data;
  return {
    start: useMutation({
      mutationFn: ({ name, seed }: { name: string; seed: number }) => post<ShownExercise>(`${name}/start`, { seed }),
      onSettled,
    }),
    hint: useMutation({ mutationFn: () => post<z.output<typeof hintSchema>>('current/hint'), onSettled }),
    diagnose: useMutation({
      mutationFn: (answer: number) => post<z.output<typeof diagnosisSchema>>('current/diagnose', { answer }),
      onSettled,
    }),
    verify: useMutation({ mutationFn: () => post<z.output<typeof verificationSchema>>('current/verify'), onSettled }),
    restore: useMutation({ mutationFn: () => post<undefined>('current/restore'), onSettled }),
  };
}
