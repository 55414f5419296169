import { Badge, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { formatClock, formatNumber } from '@ticketlab/ui/format/format.ts';
import { LabFaultBadge } from '@ticketlab/ui/components/error-state.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { StepsOf } from './challenge-steps.tsx';
import type { ChallengeCall } from './use-challenge-runner.ts';

/** Every call with what came of it, and a count of both kinds. */
export function ChallengeResults({ calls, running }: { calls: readonly ChallengeCall[]; running: boolean }) {
  if (calls.length === 0) {
    return (
      <Paper withBorder p="md" role="status">
        <Text>{running ? 'The first call is under way.' : 'Nothing was run yet.'}</Text>
      </Paper>
    );
  }
  const failed = calls.filter(({ outcome }) => outcome.kind === 'failed').length;
  const only = calls.length === 1 ? calls[0]?.outcome : undefined;
  return (
    <Stack>
      <Group role="status">
        <Text>
          {calls.length - failed} answered, {failed} failed
        </Text>
      </Group>
      {only?.kind === 'answered' && <StepsOf answer={only.answer} />}
      <ScrollRegion label="Calls, the newest first">
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>#</Table.Th>
              <Table.Th>At</Table.Th>
              <Table.Th>Outcome</Table.Th>
              <Table.Th>Took</Table.Th>
              <Table.Th>Said</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tabular">
            {calls.map((call) => (
              <Row key={call.number} call={call} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </Stack>
  );
}

function Row({ call }: { call: ChallengeCall }) {
  const { outcome } = call;
  return (
    <Table.Tr>
      <Table.Td>{call.number}</Table.Td>
      <Table.Td>{formatClock(call.at)}</Table.Td>
      <Table.Td>
        {outcome.kind === 'answered' ? (
          <Badge variant="light" color="green" c="var(--mantine-color-text)">
            answered
          </Badge>
        ) : (
          <Badge variant="light" color="red" c="var(--mantine-color-text)">
            {outcome.error.status === 0 ? 'no answer' : outcome.error.status}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>{formatNumber(call.tookMs)} ms</Table.Td>
      <Table.Td>
        {outcome.kind === 'answered' ? (
          <>
            {outcome.answer.message}{' '}
            <Text span c="dimmed" size="sm">
              {outcome.answer.instance}
            </Text>
          </>
        ) : (
          <Stack gap={2} align="flex-start">
            <span>{outcome.error.detail ?? outcome.error.message}</span>
            {outcome.error.labFault !== undefined && <LabFaultBadge />}
          </Stack>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
