import { type Journey, pick } from '../journey.ts';
import { buy } from './buy.ts';

/** One of thousands who want the same few seats: chooses a seat, buys it if it is still there, and goes away if not. */
export const rush: Journey = {
  needs: ['customers', 'rush'],
  async run(input) {
    const { data, random } = input;
    if (data.rush === null) throw new Error('no rush was prepared');
    const { token } = pick(data.customers, random);
    const { id: eventId, tierId, seatIds } = data.rush;
    const items = [{ tierId, seatIds: [pick(seatIds, random)] }];
    const granted = await buy(input, { token, eventId, items, refusals: ['seat-taken', 'sold-out'] });
    return granted ? 'seat bought' : 'seat taken';
  },
};
