import {
  IconArrowsVertical,
  IconBolt,
  IconCalendarEvent,
  IconFlame,
  IconHistory,
  IconInbox,
  IconLayoutDashboard,
  IconMailOff,
  IconReceipt,
  IconScan,
  IconSchool,
  IconSitemap,
  IconSpeakerphone,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { AccountMenu } from '@ticketlab/ui/components/account-menu.tsx';
import { Brand } from '@ticketlab/ui/components/brand.tsx';
import { ColorSchemeToggle } from '@ticketlab/ui/components/color-scheme-toggle.tsx';
import { type FrameLink, PortalFrame } from '@ticketlab/ui/components/portal-frame.tsx';
import { LabMarker } from '@ticketlab/ui/lab/lab-marker.tsx';
import { NotificationBell } from '@ticketlab/ui/notifications/notification-bell.tsx';
import { NotificationsProvider } from '@ticketlab/ui/notifications/notifications-provider.tsx';
import { RequireSession } from '@ticketlab/ui/sign-in/require-session.tsx';
import { Outlet } from 'react-router';
import { InboxBadge } from './inbox-badge.tsx';

const links: FrameLink[] = [
  { to: '/', label: 'Overview', icon: <IconLayoutDashboard size={18} aria-hidden />, section: 'Shop' },
  { to: '/events', label: 'Events', icon: <IconCalendarEvent size={18} aria-hidden /> },
  { to: '/orders', label: 'Orders', icon: <IconReceipt size={18} aria-hidden /> },
  { to: '/users', label: 'Users', icon: <IconUsers size={18} aria-hidden /> },
  { to: '/check-in', label: 'Check-in', icon: <IconScan size={18} aria-hidden /> },
  { to: '/broadcast', label: 'Broadcast', icon: <IconSpeakerphone size={18} aria-hidden /> },
  { to: '/inbox', label: 'Inbox', icon: <IconInbox size={18} aria-hidden />, badge: <InboxBadge /> },
  { to: '/map', label: 'System map', icon: <IconSitemap size={18} aria-hidden />, section: 'System' },
  { to: '/audit', label: 'Audit log', icon: <IconHistory size={18} aria-hidden /> },
  { to: '/dead-letters', label: 'Dead letters', icon: <IconMailOff size={18} aria-hidden /> },
  { to: '/lab/faults', label: 'Faults', icon: <IconBolt size={18} aria-hidden />, section: 'Lab' },
  { to: '/lab/challenges', label: 'Challenges', icon: <IconFlame size={18} aria-hidden /> },
  { to: '/lab/autoscaling', label: 'Autoscaling', icon: <IconArrowsVertical size={18} aria-hidden /> },
  { to: '/lab/load', label: 'Load', icon: <IconUsersGroup size={18} aria-hidden /> },
  { to: '/lab/exercises', label: 'Exercises', icon: <IconSchool size={18} aria-hidden /> },
];

const accountLinks = [{ to: '/account', label: 'Account', icon: <IconUserCircle size={16} aria-hidden /> }];

/** What stands around every page; nobody sees any of them without an admin's session. */
export function Layout() {
  const { state } = useSession();
  return (
    <RequireSession>
      <NotificationsProvider portal="admin">
        <PortalFrame
          brand={<Brand suffix="admin" />}
          links={links}
          sidebar
          actions={
            <>
              <ColorSchemeToggle />
              <NotificationBell />
              {state.status === 'signed-in' && <AccountMenu user={state.user} links={accountLinks} />}
            </>
          }
          footnote={<LabMarker />}
        >
          <Outlet />
        </PortalFrame>
      </NotificationsProvider>
    </RequireSession>
  );
}
