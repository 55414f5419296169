import { Skeleton, Table, Text } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatCountdown, formatDateTime } from '@ticketlab/ui/format/format.ts';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { useAttempts } from './use-exercises.ts';

const toTime = (seconds: number | null): string => (seconds === null ? '–' : formatCountdown(seconds * 1000));

/** Finished attempts, the newest first, with points and times. */
export function Attempts() {
  const { data, error, isPending, refetch } = useAttempts();
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Skeleton height={80} />;
  if (data.items.length === 0) return <Text>No attempt is finished yet.</Text>;
  return (
    <ScrollRegion label="Attempts">
      <Table verticalSpacing="xs" className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Started</Table.Th>
            <Table.Th>Exercise</Table.Th>
            <Table.Th ta="right">Points</Table.Th>
            <Table.Th ta="right">To detect</Table.Th>
            <Table.Th ta="right">To mitigate</Table.Th>
            <Table.Th ta="right">Hints</Table.Th>
            <Table.Th ta="right">Wrong answers</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.items.toReversed().map((one) => (
            <Table.Tr key={one.startedAt}>
              <Table.Td>{formatDateTime(one.startedAt)}</Table.Td>
              <Table.Td>
                {one.title}
                {one.hard && ' (hard mode)'}
                {one.gaveUp !== null && ' (given up)'}
              </Table.Td>
              <Table.Td ta="right">{one.points}</Table.Td>
              <Table.Td ta="right">{toTime(one.secondsToDetect)}</Table.Td>
              <Table.Td ta="right">{toTime(one.secondsToMitigate)}</Table.Td>
              <Table.Td ta="right">{one.hintsTaken}</Table.Td>
              <Table.Td ta="right">{one.wrongAnswers}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}
