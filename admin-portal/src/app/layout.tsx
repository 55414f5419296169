import { Button } from '@mantine/core';
import { IconLayoutDashboard } from '@tabler/icons-react';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { Brand } from '@ticketlab/ui/components/brand.tsx';
import { ColorSchemeToggle } from '@ticketlab/ui/components/color-scheme-toggle.tsx';
import { type FrameLink, PortalFrame } from '@ticketlab/ui/components/portal-frame.tsx';
import { RequireSession } from '@ticketlab/ui/sign-in/require-session.tsx';
import { Outlet } from 'react-router';

const links: FrameLink[] = [{ to: '/', label: 'Overview', icon: <IconLayoutDashboard size={18} aria-hidden /> }];

/** What stands around every page; nobody sees any of them without an admin's session. */
export function Layout() {
  const { session } = useSession();
  return (
    <RequireSession>
      <PortalFrame
        brand={<Brand suffix="admin" />}
        links={links}
        sidebar
        actions={
          <>
            <ColorSchemeToggle />
            <Button variant="subtle" color="gray" onClick={() => void session.signOut()}>
              Sign out
            </Button>
          </>
        }
      >
        <Outlet />
      </PortalFrame>
    </RequireSession>
  );
}
