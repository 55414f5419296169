import { Button, Skeleton, Stack } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';
import { LoadMore } from '../components/load-more.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { allOfThem } from './notification-cache.ts';
import { NotificationRow } from './notification-row.tsx';
import classes from './notifications.module.css';
import { useMarkRead, useNotificationHistory, useUnreadCount } from './use-notifications.ts';

/** The page with everything somebody was told, the newest first. */
export function NotificationHistory() {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useNotificationHistory();
  const unread = useUnreadCount();
  const markRead = useMarkRead();
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageTitle
        title="Notifications"
        lead={unread === 0 ? 'You have read everything.' : `${unread} unread`}
        actions={
          <Button
            variant="default"
            disabled={unread === 0}
            loading={markRead.isPending && markRead.variables === allOfThem}
            onClick={() => markRead.mutate(allOfThem)}
          >
            Mark all as read
          </Button>
        }
      />
      {markRead.error !== null && <ErrorState error={markRead.error} title="That could not be marked as read" />}
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {items === undefined && error === null && <HistorySkeleton />}
      {items?.length === 0 && (
        <EmptyState icon={<IconBell size={32} aria-hidden />} title="Nothing yet">
          Confirmations, tickets, refunds and answers from support appear here as they happen.
        </EmptyState>
      )}
      {items !== undefined && items.length > 0 && (
        <>
          <ul className={classes['list']}>
            {items.map((notification) => (
              <li key={notification.id}>
                <NotificationRow notification={notification} onRead={() => markRead.mutate(notification.id)} />
              </li>
            ))}
          </ul>
          <LoadMore
            hasMore={hasNextPage}
            loading={isFetchingNextPage}
            onMore={fetchNextPage}
            shown={items.length}
            noun="notifications"
          />
        </>
      )}
    </>
  );
}

function HistorySkeleton() {
  return (
    <Stack role="status" aria-label="Loading your notifications" gap="md">
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} h={76} />
      ))}
    </Stack>
  );
}
