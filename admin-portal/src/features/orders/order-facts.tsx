import { Anchor, Table, Text } from '@mantine/core';
import { formatDateTime, formatMoney } from '@ticketlab/ui/format/format.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Panel } from '../../components/panel.tsx';
import { useUsersById } from '../../lib/use-users-by-id.ts';
import type { OrderDetail } from './use-order.ts';

/** Who has ordered what, for how much. */
export function OrderFacts({ order }: { order: OrderDetail }) {
  const customer = useUsersById([order.userId]).get(order.userId);
  return (
    <Panel title="What was ordered">
      <Table variant="vertical" layout="auto" withRowBorders={false} verticalSpacing={4}>
        <Table.Tbody>
          <Fact name="Event">
            <Anchor component={Link} to={`/events/${order.eventId}`}>
              {order.eventTitle}
            </Anchor>
          </Fact>
          <Fact name="Customer">
            {customer === undefined ? order.userId : `${customer.displayName}, ${customer.email}`}{' '}
            <Anchor component={Link} to={`/orders?userId=${order.userId}`} size="sm" underline="always">
              all their orders
            </Anchor>
          </Fact>
          <Fact name="Placed">{formatDateTime(order.createdAt)}</Fact>
          {order.state === 'AWAITING_PAYMENT' && order.expiresAt !== null && (
            <Fact name="Held until">{formatDateTime(order.expiresAt)}</Fact>
          )}
          {order.reason !== null && <Fact name="Reason">{order.reason}</Fact>}
          <Fact name="Number">
            <Text size="sm" ff="monospace">
              {order.id}
            </Text>
          </Fact>
        </Table.Tbody>
      </Table>
      <Table mt="sm" className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Tier</Table.Th>
            <Table.Th scope="col" ta="right">
              Tickets
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Each
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {order.items.map(({ tierId, tierName, quantity, seatIds, unitPrice }) => (
            <Table.Tr key={tierId}>
              <Table.Td>
                {tierName}
                {seatIds.length > 0 && <Text size="sm">Seats {seatIds.join(', ')}</Text>}
              </Table.Td>
              <Table.Td ta="right">{quantity}</Table.Td>
              <Table.Td ta="right">{formatMoney(unitPrice)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row" colSpan={2}>
              Total
            </Table.Th>
            <Table.Td ta="right" fw={700}>
              {formatMoney(order.total)}
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={110} bg="transparent" px={0} style={{ verticalAlign: 'top' }}>
        {name}
      </Table.Th>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}
