import { Button, Checkbox, Group, NumberInput, Paper, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useExperimentActions } from './use-experiments.ts';

const presets = { cpu: 400, memory: 300 };

/** A load in real units; the system says beforehand how many instances it will take. */
export function StartExperiment({ services }: { services: readonly string[] }) {
  const [service, setService] = useState('order-service');
  const [kind, setKind] = useState<'cpu' | 'memory'>('cpu');
  const [amount, setAmount] = useState<number | string>(presets.cpu);
  const [holdSeconds, setHoldSeconds] = useState<number | string>(180);
  const [timeScale, setTimeScale] = useState('1');
  const [dryRun, setDryRun] = useState(false);
  const { start } = useExperimentActions();
  const navigate = useNavigate();
  return (
    <Paper withBorder p="md">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          start.mutate(
            {
              service: service as 'order-service',
              ...(kind === 'cpu' ? { millicores: Number(amount) } : { megabytes: Number(amount) }),
              holdSeconds: Number(holdSeconds),
              timeScale: Number(timeScale),
              dryRun,
            },
            { onSuccess: ({ id }) => void navigate(`/lab/autoscaling/experiments/${id}`) },
          );
        }}
      >
        <Stack>
          <Text>
            States the replicas it predicts, drives exactly that load, and compares. At the pace of Kubernetes it takes
            about ten minutes; five times faster about two.
          </Text>
          <Group align="flex-end">
            <Select
              label="Service"
              data={services}
              value={service}
              allowDeselect={false}
              onChange={(name) => setService(name ?? service)}
            />
            <SegmentedControl
              aria-label="What is loaded"
              data={[
                { value: 'cpu', label: 'CPU' },
                { value: 'memory', label: 'Memory' },
              ]}
              value={kind}
              onChange={(value) => {
                setKind(value);
                setAmount(presets[value]);
              }}
            />
            <NumberInput
              label="Load"
              suffix={kind === 'cpu' ? ' millicores' : ' MiB'}
              min={1}
              max={100_000}
              required
              w={170}
              value={amount}
              onChange={setAmount}
            />
            <NumberInput
              label="Held for"
              suffix=" s"
              min={5}
              max={3_600}
              required
              w={120}
              value={holdSeconds}
              onChange={setHoldSeconds}
            />
            <Select
              label="Pace"
              data={[
                { value: '1', label: 'as in Kubernetes' },
                { value: '5', label: '5 times faster' },
                { value: '10', label: '10 times faster' },
              ]}
              value={timeScale}
              allowDeselect={false}
              onChange={(scale) => setTimeScale(scale ?? timeScale)}
            />
            <Checkbox
              label="Only predict"
              pb={8}
              checked={dryRun}
              onChange={({ currentTarget }) => setDryRun(currentTarget.checked)}
            />
            <Button type="submit" loading={start.isPending}>
              {dryRun ? 'Predict' : 'Predict and run'}
            </Button>
          </Group>
          {start.error !== null && <ErrorState error={start.error} />}
        </Stack>
      </form>
    </Paper>
  );
}
