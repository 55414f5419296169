import { type Journey, pick } from '../journey.ts';
import { buy } from './buy.ts';

/** A customer orders one general-admission place, pays, and waits for the ticket. */
export const purchase: Journey = {
  needs: ['customers', 'sale'],
  async run(input) {
    const { data, random } = input;
    if (data.sale === null) throw new Error('no sale was prepared');
    const { token } = pick(data.customers, random);
    const { id: eventId, tierId } = data.sale;
    await buy(input, { token, eventId, items: [{ tierId, quantity: 1 }], refusals: [] });
    return undefined;
  },
};
