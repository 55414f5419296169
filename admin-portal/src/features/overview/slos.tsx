import { Progress, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { slosSchema } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { Panel } from '../../components/panel.tsx';

type SloList = ReturnType<typeof slosSchema.parse>;
type Slo = SloList['items'][number];

const pollMs = 5_000;
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 2 });
const wholePercent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

/** What is promised, what was kept, and how much may still go wrong. */
export function Slos() {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/lab/slos'],
    queryFn: ({ signal }) => api.get<SloList>('/api/lab/slos', undefined, signal),
    refetchInterval: pollMs,
  });
  return (
    <Panel title="Objectives" lead="Since the gateway started">
      {data === undefined &&
        (error === null ? <Skeleton height={160} /> : <ErrorState error={error} onRetry={refetch} />)}
      <Stack gap="md">
        {data?.items.map((slo) => (
          <Objective key={slo.name} slo={slo} />
        ))}
      </Stack>
    </Panel>
  );
}

function Objective({ slo: { name, objective, good, budgetLeft } }: { slo: Slo }) {
  const left = budgetLeft ?? 1;
  return (
    <div>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text size="sm" className="tabular">
        {good === null ? 'No requests yet' : `${percent.format(good)} good`}, {percent.format(objective)} promised
      </Text>
      <Progress.Root size="md" mt={4}>
        <Progress.Section
          value={Math.min(Math.max(left, 0), 1) * 100}
          color={left > 0.25 ? 'green.7' : left > 0 ? 'yellow.7' : 'red.7'}
          aria-label={`Error budget left: ${name}`}
        />
      </Progress.Root>
      <Text size="xs" mt={2} className="tabular">
        {budgetText(budgetLeft)}
      </Text>
    </div>
  );
}

function budgetText(budgetLeft: number | null): string {
  if (budgetLeft === null) return 'Error budget untouched';
  if (budgetLeft < 0) return `Error budget overspent by ${wholePercent.format(-budgetLeft)}`;
  return `${wholePercent.format(budgetLeft)} of the error budget left`;
}
