import { NotFound } from '@ticketlab/ui/components/not-found.tsx';
import { PageLoading } from '@ticketlab/ui/components/page-loading.tsx';
import { RouteError } from '@ticketlab/ui/components/route-error.tsx';
import type { RouteObject } from 'react-router';
import { Layout } from './layout.tsx';

/** Every page of the portal. Each is a chunk of its own, loaded when it is visited. */
export const routes: RouteObject[] = [
  {
    path: '/sign-in',
    errorElement: <RouteError />,
    HydrateFallback: PageLoading,
    lazy: () => import('../features/session/sign-in-page.tsx'),
  },
  {
    element: <Layout />,
    errorElement: <RouteError />,
    children: [
      {
        errorElement: <RouteError />,
        HydrateFallback: PageLoading,
        children: [
          { path: '/', lazy: () => import('../features/overview/overview-page.tsx') },
          { path: '/account', lazy: () => import('../features/session/account-page.tsx') },
          { path: '/notifications', lazy: () => import('../features/notifications/notifications-page.tsx') },
          { path: '/lab/faults', lazy: () => import('../features/faults/faults-page.tsx') },
          { path: '/lab/challenges', lazy: () => import('../features/challenges/challenges-page.tsx') },
          { path: '/lab/autoscaling', lazy: () => import('../features/autoscaling/autoscaling-page.tsx') },
          {
            path: '/lab/autoscaling/experiments/:id',
            lazy: () => import('../features/autoscaling/experiment-page.tsx'),
          },
          { path: '/lab/load', lazy: () => import('../features/load/load-page.tsx') },
          { path: '/lab/load/:id', lazy: () => import('../features/load/load-run-page.tsx') },
          { path: '/lab/exercises', lazy: () => import('../features/exercises/exercises-page.tsx') },
          { path: '/events', lazy: () => import('../features/events/events-page.tsx') },
          { path: '/events/new', lazy: () => import('../features/events/new-event-page.tsx') },
          { path: '/events/:id', lazy: () => import('../features/events/edit-event-page.tsx') },
          { path: '/orders', lazy: () => import('../features/orders/orders-page.tsx') },
          { path: '/orders/:id', lazy: () => import('../features/orders/order-page.tsx') },
          { path: '/users', lazy: () => import('../features/users/users-page.tsx') },
          { path: '/check-in', lazy: () => import('../features/check-in/check-in-page.tsx') },
          { path: '/broadcast', lazy: () => import('../features/broadcast/broadcast-page.tsx') },
          { path: '/audit', lazy: () => import('../features/audit/audit-page.tsx') },
          { path: '/dead-letters', lazy: () => import('../features/dead-letters/dead-letters-page.tsx') },
          {
            lazy: () => import('../features/inbox/inbox-layout.tsx'),
            children: [
              { path: '/inbox', lazy: () => import('../features/inbox/no-conversation-page.tsx') },
              { path: '/inbox/:id', lazy: () => import('../features/inbox/conversation-page.tsx') },
            ],
          },
          { path: '/map', lazy: () => import('../features/map/map-page.tsx') },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
