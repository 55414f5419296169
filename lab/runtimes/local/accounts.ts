/**
 * Demo accounts of the lab profile, the same in every lab and written in the README: they protect nothing.
 * With TICKETLAB_PROFILE=production none of them is created.
 */
export const demoAccounts = {
  admin: { email: 'admin@ticketlab.example', password: 'admin-of-the-lab', displayName: 'Ada Admin' },
  customer: { email: 'customer@ticketlab.example', password: 'customer-of-the-lab', displayName: 'Carla Customer' },
} as const;

export type DemoRole = keyof typeof demoAccounts;
