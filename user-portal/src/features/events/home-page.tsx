import { Card, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { eventPageSchema } from '@ticketlab/contracts/http/events';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { EventArt } from '@ticketlab/ui/components/event-art.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { formatDateTime, formatMoney } from '@ticketlab/ui/format/format.ts';
import type { z } from 'zod';

type EventPage = z.output<typeof eventPageSchema>;

export function Component() {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['events', {}],
    queryFn: ({ signal }) => api.get<EventPage>('/api/events', { limit: 24 }, signal),
  });
  return (
    <>
      <PageTitle title="What is on" />
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
        {data?.items.map((event) => (
          <Card key={event.id} withBorder>
            <Card.Section>
              <EventArt seed={event.id} />
            </Card.Section>
            <Text fw={650} mt="sm">
              {event.title}
            </Text>
            <Text size="sm">{formatDateTime(event.startsAt)}</Text>
            <Text size="sm">from {formatMoney(event.priceFrom)}</Text>
          </Card>
        ))}
      </SimpleGrid>
    </>
  );
}
