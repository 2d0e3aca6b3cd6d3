// Targets that are reached by a role of their partner are made by the REST API, which has the verifier prove the role.
import type { AwsAdmission } from '../../core/registration/aws-admission.ts';

const refuse = (): never => {
  throw new Error('the schema has no destination that needs a role');
};

export const noAwsRoles: AwsAdmission = { complete: refuse, claims: refuse, verify: refuse };
