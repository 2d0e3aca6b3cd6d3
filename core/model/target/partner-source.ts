// An EventBridge partner event source: Herald sends to a bus in the partner's account as a SaaS partner of
// AWS, without a role (reference text 3, "Create an event subscription with Amazon EventBridge").
import * as z from 'zod';

/** Formats: EventBridge API Reference, CreatePartnerEventSource. */
export const partnerSourceSchema = z.strictObject({
  account: z.string().regex(/^\d{12}$/, 'expected an AWS account id of 12 digits'),
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'expected 1 to 64 letters, digits and . _ -, beginning with a letter or digit',
    ),
  region: z.string().regex(/^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d$/, 'expected an AWS region like us-east-1'),
});
export type PartnerSource = z.output<typeof partnerSourceSchema>;

/**
 * The name of the source in AWS, which is also the `Source` of its events.
 * @param partnerName the SaaS partner name that AWS has approved for Herald's account, e.g. `example.com`
 */
export const eventSourceNameOf = (
  partnerName: string,
  licensor: string,
  { name }: Pick<PartnerSource, 'name'>,
): string => `aws.partner/${partnerName}/${licensor}/${name}`;
