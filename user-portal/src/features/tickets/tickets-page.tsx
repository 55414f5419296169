import { Button, Skeleton, Stack } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { LoadMore } from '@ticketlab/ui/components/load-more.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Link } from 'react-router';
import { AnswerMarks } from '../../components/answer-marks.tsx';
import { TicketList } from '../../components/ticket-list.tsx';
import { useTickets } from './use-tickets.ts';

export function Component() {
  const list = useTickets();
  const tickets = list.data?.pages.flatMap(({ data }) => data.items) ?? [];
  return (
    <>
      <PageTitle
        title="My tickets"
        actions={
          tickets.length > 1 && (
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => window.print()}
              className="screen-only"
            >
              Print all shown
            </Button>
          )
        }
      />
      <AnswerMarks answer={list.data?.pages[0]} what="This list" />
      {list.error !== null && (
        <ErrorState error={list.error} title="Your tickets cannot be shown right now" onRetry={list.refetch} />
      )}
      {list.isPending && (
        <Stack aria-busy>
          {[0, 1, 2].map((index) => (
            <Skeleton key={index} height={232} radius="lg" />
          ))}
        </Stack>
      )}
      {list.data !== undefined && tickets.length === 0 && (
        <EmptyState
          title="You have no tickets yet"
          action={
            <Button component={Link} to="/">
              See what is on
            </Button>
          }
        >
          They appear here as soon as an order is paid and confirmed.
        </EmptyState>
      )}
      {tickets.length > 0 && (
        <>
          <TicketList tickets={tickets} />
          <div className="screen-only">
            <LoadMore
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={list.fetchNextPage}
              shown={tickets.length}
              noun="tickets"
            />
          </div>
        </>
      )}
    </>
  );
}
