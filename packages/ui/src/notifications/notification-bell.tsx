import { ActionIcon, Anchor, Group, Indicator, Popover, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconBell } from '@tabler/icons-react';
import { Link } from 'react-router';
import { ErrorState } from '../components/error-state.tsx';
import { allOfThem } from './notification-cache.ts';
import { NotificationRow } from './notification-row.tsx';
import classes from './notifications.module.css';
import { useMarkRead, useNotificationHistory, useUnreadCount } from './use-notifications.ts';

/** How much is unread; opens the latest. */
export function NotificationBell() {
  const unread = useUnreadCount();
  const [opened, { toggle, close }] = useDisclosure(false);
  const count = unread > 99 ? '99+' : String(unread);
  const label = unread === 0 ? 'Notifications' : `Notifications, ${count} unread`;
  const change = (): void => {
    // the list says the same, and they would lie on it
    if (!opened) notifications.clean();
    toggle();
  };
  return (
    <Popover opened={opened} onChange={change} position="bottom-end" width={360} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" onClick={change} aria-label={label}>
          <Indicator inline disabled={unread === 0} label={count} size={16} offset={2}>
            <IconBell size={20} aria-hidden display="block" />
          </Indicator>
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <Latest onLeave={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

const mostShown = 6;

function Latest({ onLeave }: { onLeave: () => void }) {
  const { data, error, refetch } = useNotificationHistory();
  const markRead = useMarkRead();
  const unread = useUnreadCount();
  const items = data?.pages[0]?.items.slice(0, mostShown);
  return (
    <Stack gap="xs">
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {items === undefined && error === null && <Skeleton h={180} />}
      {items?.length === 0 && <Text size="sm">Nothing yet.</Text>}
      {items !== undefined && items.length > 0 && (
        <ul className={`${classes['list'] ?? ''} ${classes['scroll'] ?? ''}`}>
          {items.map((notification) => (
            <li key={notification.id}>
              <NotificationRow
                compact
                notification={notification}
                onRead={() => markRead.mutate(notification.id)}
                onFollow={onLeave}
              />
            </li>
          ))}
        </ul>
      )}
      <Group justify="space-between">
        <Anchor component={Link} to="/notifications" size="sm" underline="always" onClick={onLeave}>
          All notifications
        </Anchor>
        {unread > 0 && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            underline="always"
            onClick={() => markRead.mutate(allOfThem)}
          >
            Mark all as read
          </Anchor>
        )}
      </Group>
    </Stack>
  );
}
