import { Anchor, Text } from '@mantine/core';
import { notifications as toasts } from '@mantine/notifications';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { NotificationIcon } from './notification-icon.tsx';

/** Beyond so many at a time one toast speaks for all. */
const mostToasts = 3;

/** Shows what has arrived for a while, without taking the focus. Returns what to tell a screen reader. */
export function useNotificationToasts(): (arrived: readonly Notification[]) => string {
  const navigate = useNavigate();
  const { pathname } = useLocation();

  const show = (id: string, title: string, body: string, link: string, icon: ReactNode): void => {
    toasts.show({
      id,
      // announced by a live region that was there before: one that appears with its text is often not read
      role: 'group',
      'aria-label': 'Notification',
      title,
      icon,
      withBorder: true,
      autoClose: 8_000,
      closeButtonProps: { 'aria-label': 'Hide this' },
      message: (
        <>
          <Text size="sm" c="var(--mantine-color-text)" lineClamp={3}>
            {body}
          </Text>
          <Anchor
            component="button"
            type="button"
            size="sm"
            underline="always"
            onClick={() => {
              toasts.hide(id);
              void navigate(link);
            }}
          >
            Show
          </Anchor>
        </>
      ),
    });
  };

  return (arrived) => {
    // another tab shows it, or nobody looks: the bell counts
    if (document.visibilityState === 'hidden') return '';
    // the news of the page that is open are on it
    const news = arrived.filter(({ link, read }) => !read && link !== pathname);
    if (news.length > mostToasts) {
      const title = `${news.length} new notifications`;
      show('notifications', title, 'They came while you were away.', '/notifications', null);
      return title;
    }
    for (const { id, kind, title, body, link } of news) {
      show(id, title, body, link ?? '/notifications', <NotificationIcon kind={kind} />);
    }
    return news.map(({ title, body }) => `${title}. ${body}`).join(' ');
  };
}
