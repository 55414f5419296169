import { contactSchema, recipientPageSchema } from '@ticketlab/contracts/internal/users';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { UserDirectory } from '../usecases/ports.ts';

export function createHttpUserDirectory(users: HttpClient): UserDirectory {
  return {
    async page(role, after, limit) {
      const query = new URLSearchParams({ limit: String(limit) });
      if (role !== null) query.set('role', role);
      if (after !== null) query.set('after', after);
      const { body } = await users.request({
        method: 'GET',
        path: `/internal/users?${query.toString()}`,
        schema: { 200: recipientPageSchema },
        idempotent: true,
      });
      return body;
    },

    async contact(userId) {
      const { status, body } = await users.request({
        method: 'GET',
        path: `/internal/users/${userId}/contact`,
        schema: { 200: contactSchema, 404: null },
        idempotent: true,
      });
      return status === 404 ? undefined : { email: body.email, displayName: body.displayName };
    },
  };
}
