import type {} from '@testing-library/jest-dom/jest-globals';
import { configure, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { User } from '@ticketlab/contracts/http/users';
import { createApi } from '@ticketlab/ui/api/client.ts';
import { createQueryClient } from '@ticketlab/ui/api/query-client.ts';
import { IdentityProvider } from '@ticketlab/ui/auth/session-context.tsx';
import type { Session, SessionState } from '@ticketlab/ui/auth/session.ts';
import { PortalProvider } from '@ticketlab/ui/theme/portal-provider.tsx';
import { createPortalTheme } from '@ticketlab/ui/theme/theme.ts';
import { MemoryRouter, type RouteObject, useLocation, useRoutes } from 'react-router';
import type { StubGateway } from './stub-gateway.ts';

// says when to give up, not how fast to be: the machine may be busy
configure({ asyncUtilTimeout: 15_000 });

export const customer: User = {
  id: '019a0000-0000-7000-8000-00000000c001',
  email: 'customer@ticketlab.example',
  displayName: 'Carla Customer',
  role: 'USER',
  locked: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

/**
 * A page as it stands in the portal, before a gateway that answers as the test says. `address` is where the reader is.
 */
export function showPage(options: { gateway: StubGateway; routes: RouteObject[]; path: string; signedIn?: boolean }) {
  const state: SessionState =
    options.signedIn === false ? { status: 'anonymous', ended: false } : { status: 'signed-in', user: customer };
  const session: Session = {
    state: () => state,
    subscribe: () => () => undefined,
    token: () => Promise.resolve(state.status === 'signed-in' ? 'a-token' : undefined),
    renew: () => Promise.resolve(undefined),
    restore: () => Promise.resolve(),
    signIn: () => Promise.resolve(customer),
    signOut: () => Promise.resolve(),
    setUser: () => undefined,
  };
  let address = '';
  render(
    <PortalProvider theme={createPortalTheme('user')} queryClient={createQueryClient()}>
      <IdentityProvider session={session} api={createApi(session, options.gateway.fetch)}>
        <MemoryRouter initialEntries={[options.path]}>
          <Pages routes={options.routes} onVisit={(visited) => (address = visited)} />
        </MemoryRouter>
      </IdentityProvider>
    </PortalProvider>,
  );
  return { user: userEvent.setup(), address: () => address };
}

function Pages(props: { routes: RouteObject[]; onVisit: (address: string) => void }) {
  const { pathname, search } = useLocation();
  props.onVisit(pathname + search);
  return useRoutes(props.routes);
}
