import { Badge, Button, Code, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import type { ShownFault } from '@ticketlab/contracts/http/faults';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useNow } from '@ticketlab/ui/components/use-now.ts';
import { formatCountdown } from '@ticketlab/ui/format/format.ts';
import { toTitle } from './fault-kind-card.tsx';
import { useFaultActions } from './use-faults.ts';

/** Each with what is left of its time, and an end before that. */
export function RunningFaults({ faults }: { faults: readonly ShownFault[] }) {
  const { stop } = useFaultActions();
  const now = useNow(1_000, faults.length > 0);
  if (faults.length === 0) {
    return (
      <Paper withBorder p="md">
        <Text>Nothing is broken on purpose. Pick a fault below; mild ones are a good start.</Text>
      </Paper>
    );
  }
  return (
    <Stack gap="xs">
      {faults.map((fault) => (
        <Paper key={fault.id} withBorder p="md">
          <Group justify="space-between" gap="sm">
            <Stack gap={4}>
              <Group gap="xs">
                <Text fw={650}>{toTitle(fault.kind)}</Text>
                <Badge
                  variant="light"
                  color={fault.preset === 'severe' ? 'red' : 'yellow'}
                  c="var(--mantine-color-text)"
                >
                  {fault.preset}
                </Badge>
                <Text size="sm">{toTarget(fault)}</Text>
              </Group>
              <Text size="sm">
                {toParameters(fault)}; seed <Code>{fault.seed}</Code>; started by {fault.createdBy}
              </Text>
            </Stack>
            <Button
              variant="default"
              size="xs"
              loading={stop.isPending && stop.variables === fault.id}
              onClick={() => stop.mutate(fault.id)}
              aria-label={`End ${toTitle(fault.kind)} of ${fault.target.service} now`}
            >
              End now
            </Button>
          </Group>
          <TimeLeft fault={fault} now={now} />
        </Paper>
      ))}
      {stop.error !== null && <ErrorState error={stop.error} />}
    </Stack>
  );
}

function TimeLeft({ fault, now }: { fault: ShownFault; now: number }) {
  const left = Math.max(0, Date.parse(fault.expiresAt) - now);
  return (
    <Group gap="sm" mt="xs" wrap="nowrap">
      <Progress
        flex={1}
        size="sm"
        value={(left / (fault.ttlSeconds * 1000)) * 100}
        aria-label={`Time left of ${toTitle(fault.kind)}`}
      />
      <Text size="sm" className="tabular">
        {left === 0 ? 'ending' : `${formatCountdown(left)} left`}
      </Text>
    </Group>
  );
}

function toTarget({ target }: ShownFault): string {
  const parts = [target.instance ?? target.service];
  if (target.version !== undefined) parts.push(`version ${target.version}`);
  if (target.route !== undefined) parts.push(target.route);
  return parts.join(', ');
}

function toParameters({ parameters, probability }: ShownFault): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  if (probability < 1) parts.unshift(`${Math.round(probability * 100)} % of them`);
  return parts.length === 0 ? 'all of them' : parts.join(', ');
}
