import { type Journey, pick } from '../journey.ts';

/** A customer's portal connects for notifications and stays until the run ends. */
export const listen: Journey = {
  needs: ['customers'],
  async run({ audience, data, random }) {
    if (audience === null) throw new Error('this engine has no sockets');
    await audience.join(pick(data.customers, random).token);
    return undefined;
  },
};
