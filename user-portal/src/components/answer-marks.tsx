import { Alert, Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { ApiAnswer } from '@ticketlab/ui/api/client.ts';
import { LabFaultBadge } from '@ticketlab/ui/components/error-state.tsx';
import { formatNumber } from '@ticketlab/ui/format/format.ts';

/** Says of an answer what the reader should know: that it is an old copy, or that the lab has damaged it on purpose. */
export function AnswerMarks({ answer, what }: { answer: ApiAnswer<unknown> | undefined; what: string }) {
  if (answer === undefined || (!answer.stale && answer.labFault === undefined)) return null;
  return (
    <Group mb="md" gap="sm" role="status">
      {answer.stale && (
        <Alert color="yellow" icon={<IconHistory aria-hidden />} title={`${what} may be out of date`} flex="1 1 18rem">
          The service behind it does not answer. This is the last copy, from {formatAge(answer.ageSeconds)} ago. It is
          replaced as soon as the service is back.
        </Alert>
      )}
      {answer.labFault !== undefined && (
        <Group gap="xs">
          <LabFaultBadge />
          <Text size="sm">This answer was damaged or slowed down.</Text>
        </Group>
      )}
    </Group>
  );
}

function formatAge(seconds: number): string {
  if (seconds < 90) return `${formatNumber(Math.round(seconds))} seconds`;
  return `${formatNumber(Math.round(seconds / 60))} minutes`;
}
