import type { Role } from '@ticketlab/contracts/primitives';
import type { User } from '../domain/user.ts';

/** A row of an account that has not been erased, so nothing in it is null. */
export interface UserRow {
  id: string;
  email: string;
  display_name: string;
  password_hash: string;
  role: Role;
  locked: boolean;
  created_at: Date;
  updated_at: Date;
}

export const userColumns = 'id, email, display_name, password_hash, role, locked, created_at, updated_at';

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    passwordHash: row.password_hash,
    role: row.role,
    locked: row.locked,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
