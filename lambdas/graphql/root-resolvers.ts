// The types of the resolvers, derived from the schema: a root field without a resolver, or with other
// arguments or another result, does not compile.
import type { Author } from '../../core/model/api/change-record.ts';
import type * as schema from './schema/schema.generated.ts';

/** The context of every resolver: the licensor of the caller, and who makes the changes. */
export type Context = { licensor: string; by: Author };

type Resolver<Args, Answer> = (args: Args, context: Context) => Promise<Answer> | Answer;
type Mutation<Field extends keyof schema.Mutation, Args> = Resolver<Args, schema.Mutation[Field]>;
type Query<Field extends keyof schema.Query, Args> = Resolver<Args, schema.Query[Field]>;
type NoArgs = Record<string, never>;

/** A target whose health is read only if the query asks for it. */
type TargetAnswer = Omit<schema.Target, 'health'> & { health: () => Promise<schema.TargetHealth> };
type TargetPage = Omit<schema.TargetConnection, 'nodes'> & { nodes: TargetAnswer[] };

type Complete<R extends Record<keyof schema.Mutation | keyof schema.Query, unknown>> = R;

export type RootResolvers = Complete<{
  createAuthProfile: Mutation<'createAuthProfile', schema.MutationCreateAuthProfileArgs>;
  updateAuthProfile: Mutation<'updateAuthProfile', schema.MutationUpdateAuthProfileArgs>;
  endAuthProfileRotation: Mutation<'endAuthProfileRotation', schema.MutationEndAuthProfileRotationArgs>;
  deleteAuthProfile: Mutation<'deleteAuthProfile', schema.MutationDeleteAuthProfileArgs>;
  createEventSubscription: Mutation<'createEventSubscription', schema.MutationCreateEventSubscriptionArgs>;
  deleteEventSubscription: Mutation<'deleteEventSubscription', schema.MutationDeleteEventSubscriptionArgs>;
  authProfile: Query<'authProfile', schema.QueryAuthProfileArgs>;
  authProfiles: Query<'authProfiles', schema.QueryAuthProfilesArgs>;
  changes: Query<'changes', schema.QueryChangesArgs>;
  eventSubscription: Query<'eventSubscription', schema.QueryEventSubscriptionArgs>;
  eventSubscriptions: Query<'eventSubscriptions', schema.QueryEventSubscriptionsArgs>;
  target: Resolver<schema.QueryTargetArgs, TargetAnswer>;
  targets: Resolver<schema.QueryTargetsArgs, TargetPage>;
  topics: Query<'topics', NoArgs>;
  deliveries: Query<'deliveries', schema.QueryDeliveriesArgs>;
  delivery: Query<'delivery', schema.QueryDeliveryArgs>;
  eventDeliveries: Query<'eventDeliveries', schema.QueryEventDeliveriesArgs>;
  eventRouting: Query<'eventRouting', schema.QueryEventRoutingArgs>;
  createReplay: Mutation<'createReplay', schema.MutationCreateReplayArgs>;
  cancelReplay: Mutation<'cancelReplay', schema.MutationCancelReplayArgs>;
  replay: Query<'replay', schema.QueryReplayArgs>;
  replays: Query<'replays', schema.QueryReplaysArgs>;
  resendDelivery: Mutation<'resendDelivery', schema.MutationResendDeliveryArgs>;
}>;
