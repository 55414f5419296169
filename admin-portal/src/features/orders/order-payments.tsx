import { Skeleton, Table, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Payment } from '@ticketlab/contracts/http/payments';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatDateTime, formatMoney } from '@ticketlab/ui/format/format.ts';
import { Panel } from '../../components/panel.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { StateBadge, toWords } from '../../components/state-badge.tsx';
import type { Page } from '../../lib/use-pages.ts';

export function OrderPayments({ payments }: { payments: UseQueryResult<Page<Payment>> }) {
  const { data, error, refetch } = payments;
  return (
    <Panel title="Payments">
      {data === undefined &&
        (error === null ? <Skeleton height={40} /> : <ErrorState error={error} onRetry={refetch} />)}
      {data?.items.length === 0 && <Text size="sm">Nobody has tried to pay yet.</Text>}
      {data !== undefined && data.items.length > 0 && (
        <ScrollRegion label="Payments">
          <Table className="tabular" miw={480}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">State</Table.Th>
                <Table.Th scope="col">Card</Table.Th>
                <Table.Th scope="col">When</Table.Th>
                <Table.Th scope="col" ta="right">
                  Amount
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((payment) => (
                <Table.Tr key={payment.id}>
                  <Table.Td>
                    <StateBadge state={payment.state} />
                    {payment.declineReason !== null && <Text size="sm">{toWords(payment.declineReason)}</Text>}
                  </Table.Td>
                  <Table.Td>ends in {payment.cardLast4}</Table.Td>
                  <Table.Td>{formatDateTime(payment.createdAt)}</Table.Td>
                  <Table.Td ta="right">{formatMoney(payment.amount)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
    </Panel>
  );
}
