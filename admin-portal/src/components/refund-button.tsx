import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { Order } from '@ticketlab/contracts/http/orders';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { formatMoney } from '@ticketlab/ui/format/format.ts';
import { useState } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Gives the money of a confirmed order back, after a question. */
export function RefundButton({ order, paymentId, size = 'sm' }: { order: Order; paymentId: string; size?: string }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const count = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <>
      <Button size={size} variant={size === 'sm' ? 'filled' : 'default'} onClick={() => setAsking(true)}>
        Refund
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Refund ${formatMoney(order.total)}?`}
        confirm="Refund"
        danger
        reason={{ label: 'Reason', description: 'The customer reads it.', required: true, maxLength: 200 }}
        run={async (reason) => {
          await api.request(`/api/payments/${paymentId}/refund`, { method: 'POST', body: { reason } });
          notifications.show({ color: 'green', title: 'Refund requested', message: 'This page follows it.' });
          await queryClient.invalidateQueries({ queryKey: ['/api/orders'] });
        }}
      >
        <Text>
          The whole order is refunded, and its {count === 1 ? 'ticket becomes' : `${count} tickets become`} void. This
          cannot be undone.
        </Text>
      </ConfirmDialog>
    </>
  );
}
