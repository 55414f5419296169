import { Button, Group, NumberInput, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';

const mostInstances = 20;

/** Scale and restart, where the lab's runtime can. */
export function ServiceControls({ service, desired }: { service: string; desired: number }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [wish, setWish] = useState<number | string>(desired);
  const [asking, setAsking] = useState(false);
  const scale = useMutation({
    mutationFn: (instances: number) =>
      api.request(`/api/lab/services/${service}/scale`, { method: 'PUT', body: { instances } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['/api/lab/instances'] }),
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Scale and restart
      </Title>
      <Group align="flex-end" gap="xs">
        <NumberInput
          label="Instances"
          w={110}
          min={0}
          max={mostInstances}
          allowDecimal={false}
          value={wish}
          onChange={setWish}
        />
        <Button
          loading={scale.isPending}
          disabled={wish === '' || wish === desired}
          onClick={() => scale.mutate(Number(wish))}
        >
          Scale
        </Button>
        <Button variant="default" onClick={() => setAsking(true)}>
          Restart
        </Button>
      </Group>
      <Text size="sm">An active autoscaler may decide otherwise later.</Text>
      {scale.error !== null && <ErrorState error={scale.error} />}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Restart ${service}?`}
        confirm="Restart"
        run={async () => {
          await api.request(`/api/lab/services/${service}/restart`, { method: 'POST' });
          notifications.show({ color: 'green', title: 'Restarted', message: `All instances of ${service} are new.` });
        }}
      >
        <Text>Its instances are replaced one by one; requests go on being answered where there are two or more.</Text>
      </ConfirmDialog>
    </Stack>
  );
}
