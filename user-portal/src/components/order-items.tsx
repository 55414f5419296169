import { Table } from '@mantine/core';
import type { Order } from '@ticketlab/contracts/http/orders';
import { formatMoney } from '@ticketlab/ui/format/format.ts';

/** What an order is made of, with its total. */
export function OrderItems({ order }: { order: Pick<Order, 'items' | 'total'> }) {
  return (
    <Table className="tabular screen-only" layout="auto" horizontalSpacing={0} verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Places</Table.Th>
          <Table.Th ta="end">Sum</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {order.items.map((item) => (
          <Table.Tr key={item.tierId}>
            <Table.Td>
              {item.quantity} × {item.tierName}, {formatMoney(item.unitPrice)} each
              {item.seatIds.length > 0 && (
                <div>
                  {item.seatIds.length === 1 ? 'Seat' : 'Seats'} {item.seatIds.join(', ')}
                </div>
              )}
            </Table.Td>
            <Table.Td ta="end" style={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
              {formatMoney({ ...item.unitPrice, amount: item.unitPrice.amount * item.quantity })}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">Total</Table.Th>
          <Table.Td ta="end" fw={700}>
            {formatMoney(order.total)}
          </Table.Td>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  );
}
