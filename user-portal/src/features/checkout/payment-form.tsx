import { Alert, Button, Stack, TextInput } from '@mantine/core';
import type { Order } from '@ticketlab/contracts/http/orders';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useSchemaForm } from '@ticketlab/ui/form/use-schema-form.ts';
import { formatMoney } from '@ticketlab/ui/format/format.ts';
import { cardFormSchema } from './card-form-schema.ts';
import classes from './checkout.module.css';
import { TestCards } from './test-cards.tsx';
import type { usePay } from './use-pay.ts';

/** The card. `declined`: why the last try was refused, in words. */
export function PaymentForm(props: {
  order: Order;
  pay: ReturnType<typeof usePay>;
  declined: string | undefined;
  isTimeUp: boolean;
}) {
  const { order, pay, declined } = props;
  const form = useSchemaForm({
    schema: cardFormSchema,
    initial: { holder: '', number: '', expiry: '', cvc: '' },
    submit: (card) => {
      pay.mutate(card);
      return Promise.resolve();
    },
  });
  const error = pay.error === null || toApiError(pay.error).code === 'payment-declined' ? null : pay.error;
  const again = (): void => {
    if (pay.variables !== undefined) pay.mutate(pay.variables);
  };
  return (
    <form onSubmit={form.submit} noValidate aria-label="Payment">
      <Stack>
        {declined !== undefined && !pay.isPending && (
          <Alert role="alert" color="red" title="The payment was declined">
            {declined} Your places are still reserved: try again, or take another card.
          </Alert>
        )}
        {error !== null && (
          <ErrorState error={error} {...(toApiError(error).isTemporary && !props.isTimeUp && { onRetry: again })} />
        )}
        <TestCards
          onChoose={(number) =>
            form.fill({ number: inFours(number), expiry: '12/40', cvc: '123', holder: 'Lab Customer' })
          }
        />
        <TextInput label="Name on the card" autoComplete="cc-name" required {...form.field('holder')} />
        <TextInput
          label="Card number"
          inputMode="numeric"
          autoComplete="cc-number"
          required
          classNames={{ input: 'tabular' }}
          {...form.field('number')}
        />
        <div className={classes['pair']}>
          <TextInput label="Valid until" placeholder="MM/YY" autoComplete="cc-exp" required {...form.field('expiry')} />
          <TextInput
            label="Security code"
            description="On the back"
            inputWrapperOrder={['label', 'input', 'error']}
            inputMode="numeric"
            autoComplete="cc-csc"
            required
            {...form.field('cvc')}
          />
        </div>
        <Button type="submit" size="md" loading={pay.isPending} disabled={props.isTimeUp}>
          Pay {formatMoney(order.total)}
        </Button>
      </Stack>
    </form>
  );
}

const inFours = (number: string): string => number.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
