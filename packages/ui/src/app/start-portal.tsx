import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, type RouteObject, RouterProvider } from 'react-router';
import { createApi } from '../api/client.ts';
import { createQueryClient } from '../api/query-client.ts';
import { createSession, type Portal } from '../auth/session.ts';
import { IdentityProvider } from '../auth/session-context.tsx';
import { PortalProvider } from '../theme/portal-provider.tsx';
import { styleNonce } from '../theme/style-nonce.ts';
import { createPortalTheme } from '../theme/theme.ts';

/** Composes a portal from its routes and puts it on the page. */
export function startPortal(portal: Portal, routes: RouteObject[]): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  // zod comes later, with the first form, and would try whether it may compile code: CSP reports that
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  // where dialogs look for it: the style that keeps the page behind them from scrolling needs it, too
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
  const session = createSession(portal);
  const queryClient = createQueryClient();
  // what one account has seen is not for the next
  let shownTo: string | undefined;
  session.subscribe(() => {
    const state = session.state();
    const now = state.status === 'signed-in' ? state.user.id : undefined;
    if (shownTo !== undefined && now !== shownTo) queryClient.clear();
    shownTo = now;
  });
  void session.restore();

  createRoot(root).render(
    <StrictMode>
      <PortalProvider theme={createPortalTheme(portal)} queryClient={queryClient}>
        <IdentityProvider session={session} api={createApi(session)}>
          <RouterProvider router={createBrowserRouter(routes)} />
        </IdentityProvider>
      </PortalProvider>
    </StrictMode>,
  );
}
