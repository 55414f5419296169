import { RequireSession } from '@ticketlab/ui/sign-in/require-session.tsx';
import { Outlet } from 'react-router';

/** Around the pages that are somebody's own. */
export function SignedIn() {
  return (
    <RequireSession>
      <Outlet />
    </RequireSession>
  );
}
