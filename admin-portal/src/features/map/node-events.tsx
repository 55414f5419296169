import { Text, Timeline, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { labEventsSchema } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { formatClock } from '@ticketlab/ui/format/format.ts';

const most = 8;
const pollMs = 3_000;

/** What the supervisor did to it lately, newest first. Nothing where there is no supervisor. */
export function NodeEvents({ subject }: { subject: string }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['/api/lab/events'],
    queryFn: ({ signal }) => api.get<ReturnType<typeof labEventsSchema.parse>>('/api/lab/events', undefined, signal),
    refetchInterval: pollMs,
  });
  const events = data?.items.filter((event) => isAbout(event.subject, subject)).slice(-most);
  if (events === undefined) return null;
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        What happened
      </Title>
      {events.length === 0 && <Text size="sm">Nothing lately.</Text>}
      <Timeline bulletSize={12} lineWidth={1}>
        {events.toReversed().map(({ at, subject: who, type, detail }, index) => (
          <Timeline.Item key={`${at} ${index}`} title={<Text size="sm" fw={600}>{`${type} ${who}`}</Text>}>
            <Text size="sm">{detail}</Text>
            <Text size="xs" className="tabular">
              {formatClock(at)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </div>
  );
}

/** Of the service itself or one of its instances, `order-service-2`. */
const isAbout = (subject: string, id: string): boolean =>
  subject === id || (subject.startsWith(`${id}-`) && /^-[\w.]+$/.test(subject.slice(id.length)));
