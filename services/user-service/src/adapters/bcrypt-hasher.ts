import bcrypt from 'bcrypt';
import type { PasswordHasher } from '../usecases/ports.ts';
import type { Bounded } from './bounded.ts';

/** bcrypt on libuv's threads, off the event loop; `bounded` keeps some of them, and of the CPU, for others. */
export function createBcryptHasher(cost: number, bounded: Bounded): PasswordHasher {
  return {
    hash: (password, signal) => bounded.run(() => bcrypt.hash(password, cost), signal),
    matches: (password, hash, signal) =>
      bounded.run(async () => {
        if (hash === null) {
          await bcrypt.compare(password, impossibleHash(cost));
          return false;
        }
        const matches = await bcrypt.compare(password, hash);
        // 2^c + 2^c + 2^(c+1) + … = 2^cost: an account whose hash is cheaper does not answer sooner
        if (!matches) {
          for (let level = bcrypt.getRounds(hash); level < cost; level++) {
            await bcrypt.compare(password, impossibleHash(level));
          }
        }
        return matches;
      }, signal),
    isOutdated: (hash) => bcrypt.getRounds(hash) < cost,
  };
}

/** Costs as much to compare as a real one. No password has it: its last character encodes bits that a hash never sets. */
function impossibleHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}${'z'.repeat(31)}`;
}
