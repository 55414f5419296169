export const rooms = {
  /** all connections of one person */
  user: (userId: string) => `user:${userId}`,
  /** everybody who looks at this event */
  event: (eventId: string) => `event:${eventId}`,
};
