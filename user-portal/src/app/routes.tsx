import { NotFound } from '@ticketlab/ui/components/not-found.tsx';
import { PageLoading } from '@ticketlab/ui/components/page-loading.tsx';
import { RouteError } from '@ticketlab/ui/components/route-error.tsx';
import type { RouteObject } from 'react-router';
import { Layout } from './layout.tsx';
import { SignedIn } from './signed-in.tsx';

/** Every page of the portal. Each is a chunk of its own, loaded when it is visited. */
export const routes: RouteObject[] = [
  {
    element: <Layout />,
    errorElement: <RouteError />,
    children: [
      {
        errorElement: <RouteError />,
        HydrateFallback: PageLoading,
        children: [
          { path: '/', lazy: () => import('../features/events/home-page.tsx') },
          { path: '/events/:id', lazy: () => import('../features/events/event-page.tsx') },
          { path: '/sign-in', lazy: () => import('../features/account/sign-in-page.tsx') },
          { path: '/register', lazy: () => import('../features/account/register-page.tsx') },
          { path: '/password-reset', lazy: () => import('../features/account/password-reset-page.tsx') },
          {
            element: <SignedIn />,
            children: [
              { path: '/checkout/:orderId', lazy: () => import('../features/checkout/checkout-page.tsx') },
              { path: '/orders', lazy: () => import('../features/orders/orders-page.tsx') },
              { path: '/orders/:orderId', lazy: () => import('../features/orders/order-page.tsx') },
              { path: '/tickets', lazy: () => import('../features/tickets/tickets-page.tsx') },
              { path: '/account', lazy: () => import('../features/account/account-page.tsx') },
              { path: '/notifications', lazy: () => import('../features/notifications/notifications-page.tsx') },
              {
                lazy: () => import('../features/support/support-layout.tsx'),
                children: [
                  { path: '/support', lazy: () => import('../features/support/support-page.tsx') },
                  { path: '/support/new', lazy: () => import('../features/support/new-conversation-page.tsx') },
                  { path: '/support/:id', lazy: () => import('../features/support/conversation-page.tsx') },
                ],
              },
            ],
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
