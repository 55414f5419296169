import { Anchor, Button, Stack, Text } from '@mantine/core';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import { Link } from 'react-router';
import { formatDateTime, formatRelative } from '../format/format.ts';
import { NotificationIcon } from './notification-icon.tsx';
import classes from './notifications.module.css';

/** One notification of a list; following its link reads it. */
export function NotificationRow(props: {
  notification: Notification;
  onRead: () => void;
  onFollow?: () => void;
  compact?: boolean;
}) {
  const { id, kind, title, body, link, read, createdAt } = props.notification;
  const { compact = false, onRead, onFollow } = props;
  const follow = (): void => {
    if (!read) onRead();
    onFollow?.();
  };
  return (
    <article aria-labelledby={`n-${id}`} className={classes['row']}>
      <NotificationIcon kind={kind} />
      <Stack gap={2} flex={1} miw={0}>
        <Text id={`n-${id}`} fw={read ? 450 : 650} size={compact ? 'sm' : 'md'} component="h2">
          {link === null ? (
            title
          ) : (
            <Anchor component={Link} to={link} onClick={follow} c="inherit" inherit>
              {title}
            </Anchor>
          )}
          {!read && <span className={classes['new']}>New</span>}
        </Text>
        <Text size="sm" {...(compact && { lineClamp: 2 })}>
          {body}
        </Text>
        <Text size="xs" c="dimmed" component="time" dateTime={createdAt} title={formatDateTime(createdAt)}>
          {formatRelative(createdAt)}
        </Text>
      </Stack>
      {!read && !compact && (
        <Button size="compact-sm" variant="default" onClick={onRead} aria-label={`Mark as read: ${title}`}>
          Mark as read
        </Button>
      )}
    </article>
  );
}
