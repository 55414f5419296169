import { Button, Group, NumberInput, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import type { StartLoadRun } from '@ticketlab/contracts/http/load-runs';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { scenarios } from './scenarios.ts';
import { useLoadRunActions } from './use-load-runs.ts';

/** A scenario as it is, or at another rate and length, or with so many visitors at once. */
export function StartLoad() {
  const [scenario, setScenario] = useState<StartLoadRun['scenario']>('smoke');
  const [rate, setRate] = useState<number | string>('');
  const [seconds, setSeconds] = useState<number | string>('');
  const [vus, setVus] = useState<number | string>('');
  const { start } = useLoadRunActions();
  const navigate = useNavigate();
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        const overrides = {
          ...(rate !== '' && { rate: Number(rate) }),
          ...(seconds !== '' && { seconds: Number(seconds) }),
          ...(vus !== '' && { vus: Number(vus) }),
        };
        start.mutate({ scenario, overrides }, { onSuccess: ({ id }) => void navigate(`/lab/load/${id}`) });
      }}
    >
      <Stack>
        <Radio.Group label="Scenario" value={scenario} onChange={(name) => setScenario(name)}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} mt="xs" spacing="xs">
            {scenarios.map(({ name, what }) => (
              <Radio.Card
                key={name}
                value={name}
                p="sm"
                radius="md"
                display="flex"
                style={{ alignItems: 'flex-start' }}
                aria-label={name}
              >
                <Group wrap="nowrap" align="flex-start">
                  <Radio.Indicator mt={2} />
                  <div>
                    <Text fw={650}>{name}</Text>
                    <Text size="sm">{what}</Text>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </SimpleGrid>
        </Radio.Group>
        <Group align="flex-end">
          <NumberInput
            label="Journeys a second"
            placeholder="as it is"
            min={0.1}
            max={10_000}
            w={160}
            value={rate}
            disabled={vus !== ''}
            onChange={setRate}
          />
          <NumberInput
            label="Seconds"
            placeholder="as it is"
            min={1}
            max={86_400}
            w={130}
            value={seconds}
            onChange={setSeconds}
          />
          <NumberInput
            label="Or visitors at once"
            placeholder="by schedule"
            min={1}
            max={10_000}
            w={160}
            value={vus}
            disabled={rate !== ''}
            onChange={setVus}
          />
          <Button type="submit" loading={start.isPending}>
            Start {scenario}
          </Button>
        </Group>
        {start.error !== null && <ErrorState error={start.error} />}
      </Stack>
    </form>
  );
}
