import { Button, Checkbox, Group, NumberInput, Paper, Radio, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import type { QueryValue } from '@ticketlab/ui/api/client.ts';
import { useState } from 'react';
import { type ChallengeKind, challengeKinds, challengeServices } from './challenge-kinds.ts';
import type { ChallengeRun } from './use-challenge-runner.ts';

const [first] = challengeKinds;

/** Which challenge, at whom, how much and how often. */
export function ChallengeForm(props: { left: number; onRun: (run: ChallengeRun) => void; onStop: () => void }) {
  const [kind, setKind] = useState<ChallengeKind | undefined>(first);
  const [service, setService] = useState('order-service');
  const [values, setValues] = useState<Record<string, number | string>>({});
  const [times, setTimes] = useState<number | string>(1);
  const [dryRun, setDryRun] = useState(false);
  if (kind === undefined) return null;

  const start = () => {
    const query: Record<string, QueryValue> = Object.fromEntries(
      kind.parameters.map(({ name, preset }) => [name, values[name] === '' ? preset : (values[name] ?? preset)]),
    );
    if (kind.id === 'autoscale') Object.assign(query, { service, dryRun });
    props.onRun({ path: kind.path(service), query, times: kind.repeats ? Math.max(1, Number(times) || 1) : 1 });
  };

  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        start();
      }}
    >
      <Stack>
        <Radio.Group
          value={kind.id}
          onChange={(id) => {
            setKind(challengeKinds.find((one) => one.id === id));
            setValues({});
          }}
          label="Challenge"
        >
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} mt="xs">
            {challengeKinds.map((one) => (
              <Radio.Card
                key={one.id}
                value={one.id}
                p="sm"
                radius="md"
                display="flex"
                style={{ alignItems: 'flex-start' }}
                aria-label={one.title}
              >
                <Group wrap="nowrap" align="flex-start">
                  <Radio.Indicator mt={2} />
                  <div>
                    <Text fw={650}>{one.title}</Text>
                    <Text size="sm">{one.what}</Text>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </SimpleGrid>
        </Radio.Group>
        <Paper withBorder p="md">
          <Group align="flex-end">
            {kind.perService && (
              <Select
                label="Service"
                data={challengeServices}
                value={service}
                allowDeselect={false}
                onChange={(name) => setService(name ?? service)}
              />
            )}
            {kind.parameters.map((parameter) => (
              <NumberInput
                key={`${kind.id}-${parameter.name}`}
                label={parameter.label}
                suffix={parameter.unit === '' ? '' : ` ${parameter.unit}`}
                min={parameter.min}
                max={parameter.max}
                step={parameter.step ?? 1}
                clampBehavior="strict"
                w={140}
                value={values[parameter.name] ?? parameter.preset}
                onChange={(value) => setValues({ ...values, [parameter.name]: value })}
              />
            ))}
            {kind.repeats && (
              <NumberInput
                label="How often"
                min={1}
                max={100}
                clampBehavior="strict"
                w={110}
                value={times}
                onChange={setTimes}
              />
            )}
            {kind.id === 'autoscale' && (
              <Checkbox
                label="Only calculate"
                pb={8}
                checked={dryRun}
                onChange={({ currentTarget }) => setDryRun(currentTarget.checked)}
              />
            )}
            <Button type="submit" loading={props.left > 0}>
              Run
            </Button>
            {props.left > 0 && (
              <Button variant="default" onClick={props.onStop}>
                Stop ({props.left} to go)
              </Button>
            )}
          </Group>
        </Paper>
      </Stack>
    </form>
  );
}
