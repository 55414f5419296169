import { List, Stack, Table, Text } from '@mantine/core';
import type { LoadRunDetail } from '@ticketlab/contracts/http/load-runs';
import { Panel } from '../../components/panel.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';

/** Passed or not, against which thresholds, and what makes it doubtful. */
export function LoadVerdict(props: {
  verdict: NonNullable<LoadRunDetail['verdict']>;
  summary: LoadRunDetail['summary'];
}) {
  const { verdict, summary } = props;
  return (
    <Panel title="Verdict" actions={<VerdictBadge kind={verdict.kind} large />}>
      <Stack gap="sm" role="status">
        {verdict.reasons.length > 0 && (
          <List size="sm">
            {verdict.reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
        )}
        <ScrollRegion label="Thresholds">
          <Table verticalSpacing="xs" className="tabular">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Threshold</Table.Th>
                <Table.Th>Actual</Table.Th>
                <Table.Th>Met</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {verdict.checks.map((check) => (
                <Table.Tr key={check.threshold}>
                  <Table.Td>{check.threshold}</Table.Td>
                  <Table.Td>{check.actual}</Table.Td>
                  <Table.Td>{check.met ? 'yes' : 'no'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
        {summary?.knee != null && (
          <Text>
            The knee: it held {summary.knee.rate} journeys a second
            {summary.knee.brokeAt === null ? ' and did not break.' : ` and broke at ${summary.knee.brokeAt}.`}{' '}
            {summary.knee.because}
          </Text>
        )}
        {summary?.sale != null && (
          <Text>
            Of {summary.sale.capacity} seats {summary.sale.sold} were sold, with {summary.sale.tickets} tickets;{' '}
            {summary.sale.doubleSeats.length === 0
              ? 'no seat was sold twice.'
              : `sold twice: ${summary.sale.doubleSeats.join(', ')}.`}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}
