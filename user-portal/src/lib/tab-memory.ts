/** What this tab remembers over a reload and a visit to the sign-in page. Where a browser forbids it, it forgets. */
export const tabMemory = {
  read(name: string): unknown {
    try {
      return JSON.parse(sessionStorage.getItem(`ticketlab-${name}`) ?? 'null');
    } catch {
      return null;
    }
  },
  write(name: string, value: unknown): void {
    try {
      sessionStorage.setItem(`ticketlab-${name}`, JSON.stringify(value));
    } catch {
      // forgotten on reload then
    }
  },
  forget(name: string): void {
    try {
      sessionStorage.removeItem(`ticketlab-${name}`);
    } catch {
      // nothing was kept
    }
  },
};
