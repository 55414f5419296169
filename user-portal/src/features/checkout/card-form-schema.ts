import { cardSchema } from '@ticketlab/contracts/http/payments';
import { z } from 'zod';

const { number, cvc, holder } = cardSchema.shape;

/** A card as it is typed, month and year as on the card; its output is what the server takes. */
export const cardFormSchema = z
  .object({
    holder,
    number,
    expiry: z.string().transform((text, context) => {
      const [, month, year] = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(text) ?? [];
      const expiryMonth = Number(month);
      if (month === undefined || year === undefined || expiryMonth < 1 || expiryMonth > 12) {
        context.addIssue({ code: 'custom', message: 'month and year as on the card, such as 04/29' });
        return z.NEVER;
      }
      return { expiryMonth, expiryYear: year.length === 2 ? 2000 + Number(year) : Number(year) };
    }),
    cvc,
  })
  .transform(({ expiry, ...card }) => cardSchema.parse({ ...card, ...expiry }));
