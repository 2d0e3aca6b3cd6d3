// The form of a new target, and the request that it means.
import type { TargetRequest } from '../../api/targets.ts';
import {
  authOf,
  type CredentialForm,
  emptyCredentials,
  leavesSecretToHerald,
} from '../../format/credentials.ts';

export type RoleType = 'SQS' | 'SNS' | 'EVENTBRIDGE';
export type TargetForm = {
  type: 'WEBHOOK' | RoleType | 'EVENTBRIDGE_PARTNER';
  /** An address or an ARN; a partner event source has `source` */
  destination: string;
  /** Undefined: the target has `credentials` of its own */
  authProfileId: string | undefined;
  credentials: CredentialForm;
  roleArn: string;
  source: { account: string; region: string; name: string };
};

export const emptyTarget: TargetForm = {
  type: 'WEBHOOK',
  destination: '',
  authProfileId: undefined,
  credentials: emptyCredentials,
  roleArn: '',
  source: { account: '', region: '', name: '' },
};

/** What keeps the form from being sent, by field; fields of the credentials by their names. */
export type TargetErrors = Readonly<Record<string, string>>;

const services: Record<RoleType, string> = { SQS: 'sqs', SNS: 'sns', EVENTBRIDGE: 'events' };

/** Whether Herald sends to targets of the type with a role of the reader's account. */
export const isRoleType = (type: TargetForm['type']): type is RoleType => type in services;

/** @returns whether the text may be the ARN of a queue, topic or bus. The API decides. */
export const isArnOf = (type: RoleType, text: string): boolean =>
  new RegExp(`^arn:aws[a-z-]*:${services[type]}:[a-z0-9-]+:\\d{12}:\\S+$`).test(text);

/** @returns the region of an ARN, e.g. `eu-central-1` */
export const regionOf = (arn: string): string | undefined => arn.split(':')[3] || undefined;

/** Whether Herald makes a signing secret for the target. */
export const leavesSecret = ({ type, authProfileId, credentials }: TargetForm): boolean =>
  type === 'WEBHOOK' && authProfileId === undefined && leavesSecretToHerald(credentials);

type Requested = { request: TargetRequest; errors?: never } | { request?: never; errors: TargetErrors };

/** @returns the request, or what is wrong with the form */
export function requestOf(form: TargetForm): Requested {
  switch (form.type) {
    case 'WEBHOOK':
      return webhookOf(form);
    case 'EVENTBRIDGE_PARTNER':
      return partnerSourceOf(form);
    default:
      return roleTargetOf(form.type, form);
  }
}

function webhookOf(form: TargetForm): Requested {
  const destination = form.destination.trim();
  const { auth, errors = {} } =
    form.authProfileId === undefined
      ? authOf(form.credentials)
      : { auth: { type: 'authProfile' as const, authProfileId: form.authProfileId } };
  const isUrl = URL.canParse(destination) && new URL(destination).protocol === 'https:';
  if (auth && isUrl) return { request: { type: 'WEBHOOK', destination, auth } };
  return {
    errors: { ...errors, ...(!isUrl && { destination: 'Enter an address that begins with https://' }) },
  };
}

function roleTargetOf(type: RoleType, form: TargetForm): Requested {
  const destination = form.destination.trim();
  const roleArn = form.roleArn.trim();
  if (isArnOf(type, destination) && roleArn !== '')
    return { request: { type, destination, auth: { assumeRoleArn: roleArn } } };
  return {
    errors: {
      ...(!isArnOf(type, destination) && {
        destination: `Enter a whole ARN, which begins with arn:aws:${services[type]}:`,
      }),
      ...(roleArn === '' && { roleArn: 'Enter the ARN of the role' }),
    },
  };
}

function partnerSourceOf({ source }: TargetForm): Requested {
  const [account, region, name] = [source.account.trim(), source.region.trim(), source.name.trim()];
  const errors = {
    ...(!/^\d{12}$/.test(account) && { account: 'Enter the 12 digits of your AWS account' }),
    ...(region === '' && { region: 'Enter a region, for example us-east-1' }),
    ...(name === '' && { name: 'Enter a name' }),
  };
  if (Object.keys(errors).length > 0) return { errors };
  return { request: { type: 'EVENTBRIDGE_PARTNER', destination: { account, region, name } } };
}

/** The verifier's steps, in their order. A refusal names one at the end of its message. */
const steps = [
  { codes: ['ROLE_NOT_ASSUMABLE'], text: 'Herald can assume the role with your external id' },
  { codes: ['ASSUMABLE_WITHOUT_EXTERNAL_ID'], text: 'It cannot assume it without an external id' },
  { codes: ['ASSUMABLE_WITH_ANY_EXTERNAL_ID'], text: 'It cannot assume it with other external ids' },
  { codes: ['QUEUE_MISSING', 'QUEUE_DENIED'], text: 'The role finds the queue' },
];

export type ProofStep = { text: string; state: 'DONE' | 'FAILED' | 'NOT_TRIED' };

/**
 * @param message of the API's refusal
 * @returns the steps of the proof up to the failed one and after it; none if the refusal is about something
 *   else
 */
export function proofSteps(type: TargetForm['type'], message: string): ProofStep[] {
  const code = /\(([A-Z_]+)\)$/.exec(message)?.[1] ?? '';
  const tried = type === 'SQS' ? steps : steps.slice(0, 3);
  const failed = tried.findIndex(({ codes }) => codes.includes(code));
  if (failed < 0) return [];
  return tried.map(({ text }, index) => ({
    text,
    state: index < failed ? 'DONE' : index === failed ? 'FAILED' : 'NOT_TRIED',
  }));
}
