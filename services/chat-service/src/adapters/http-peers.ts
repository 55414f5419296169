import type { sendNotificationBodySchema } from '@ticketlab/contracts/internal/notifications';
import { contactSchema } from '@ticketlab/contracts/internal/users';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { UpstreamProblemError } from '@ticketlab/service-kit/resilience/upstream-errors';
import type { z } from 'zod';
import type { Contacts, Notifier } from '../usecases/ports.ts';

export function createHttpContacts(users: HttpClient): Contacts {
  const ask = (userId: string, timeoutMs: number) =>
    users.request({
      method: 'GET',
      path: `/internal/users/${userId}/contact`,
      schema: { 200: contactSchema },
      idempotent: true,
      timeoutMs,
    });
  return {
    async roleOf(userId) {
      try {
        return (await ask(userId, 2_000)).body.role;
      } catch (error) {
        if (error instanceof UpstreamProblemError && error.status === 404) return undefined;
        throw error;
      }
    },
    async displayName(userId) {
      try {
        return (await ask(userId, 500)).body.displayName;
      } catch {
        // support is needed most when other services are down, so a conversation opens without the name
        return null;
      }
    },
  };
}

const longestPreview = 200;

export function createHttpNotifier(notifications: HttpClient): Notifier {
  return {
    isRefusal: (error) => error instanceof UpstreamProblemError,
    async notifyAnswer(message, customerId) {
      const body: z.input<typeof sendNotificationBodySchema> = {
        id: message.id,
        userId: customerId,
        kind: 'chat-message',
        title: 'Support has answered you',
        body: message.text.slice(0, longestPreview),
        link: `/support/${message.conversationId}`,
        email: true,
      };
      // the id makes repeating it harmless
      await notifications.request({
        method: 'POST',
        path: '/internal/notifications',
        body,
        schema: { 200: null, 201: null, 202: null, 204: null },
        idempotent: true,
      });
    },
  };
}
