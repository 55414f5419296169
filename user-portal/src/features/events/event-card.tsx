import { Card, Group, Skeleton, Text, Title } from '@mantine/core';
import { EventArt } from '@ticketlab/ui/components/event-art.tsx';
import { formatDateTime, formatMoney } from '@ticketlab/ui/format/format.ts';
import { Link } from 'react-router';
import { categoryName } from './category-names.ts';
import classes from './event-card.module.css';
import type { EventSummary } from './use-event-search.ts';

/** A poster and what one wants to know first. All of it leads to the event; the link is its title. */
export function EventCard({ event }: { event: EventSummary }) {
  const { id, title, category, startsAt, venue, priceFrom, priceTo } = event;
  return (
    <Card component="article" withBorder padding="md" className={classes['card']}>
      <Card.Section className={classes['art']}>
        <EventArt seed={id} />
      </Card.Section>
      <Text size="sm" c="dimmed" mt="sm">
        {categoryName(category)}
      </Text>
      <Title order={2} size="h4" className={classes['title']}>
        <Link to={`/events/${id}`}>{title}</Link>
      </Title>
      <Text size="sm" mt={4}>
        <time dateTime={startsAt}>{formatDateTime(startsAt)}</time>
      </Text>
      <Text size="sm">
        {venue.name}, {venue.city}
      </Text>
      <Group mt="auto" pt="sm" gap={6}>
        <Text fw={650} className="tabular">
          {priceFrom.amount === priceTo.amount ? '' : 'from '}
          {formatMoney(priceFrom)}
        </Text>
      </Group>
    </Card>
  );
}

/** As large as a card, so that nothing moves when the cards come. */
export function EventCardSkeleton() {
  return (
    <Card withBorder padding="md" className={classes['card']} aria-hidden>
      <Card.Section className={classes['art']}>
        <Skeleton height="100%" radius={0} />
      </Card.Section>
      <Skeleton height={12} width="30%" mt="md" />
      <Skeleton height={18} width="80%" mt="sm" />
      <Skeleton height={12} width="55%" mt="md" />
      <Skeleton height={12} width="45%" mt="xs" />
      <Skeleton height={16} width="25%" mt="lg" />
    </Card>
  );
}
