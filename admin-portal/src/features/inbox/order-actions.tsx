import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { Order } from '@ticketlab/contracts/http/orders';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { RefundButton } from '../../components/refund-button.tsx';

/** What support can do about an order that was paid. */
export function OrderActions({ order }: { order: Order }) {
  const api = useApi();
  const resend = useMutation({
    mutationFn: () => api.request('/api/notifications/resend', { method: 'POST', body: { orderId: order.id } }),
    onSuccess: () =>
      notifications.show({
        role: 'status',
        color: 'green',
        title: 'The tickets are on their way',
        message: 'The customer gets the mail once more.',
        closeButtonProps: { 'aria-label': 'Hide this' },
      }),
    onError: (error) => {
      const { message, detail } = toApiError(error);
      notifications.show({
        color: 'red',
        title: message,
        message: detail ?? 'Try again in a minute.',
        closeButtonProps: { 'aria-label': 'Hide this' },
      });
    },
  });
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" loading={resend.isPending} onClick={() => resend.mutate()}>
        Resend the tickets
      </Button>
      {order.paymentId !== null && <RefundButton order={order} paymentId={order.paymentId} size="compact-sm" />}
    </Group>
  );
}
