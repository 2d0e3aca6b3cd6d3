// What partners can ask for in GraphQL. The mutations are those that reference texts 2 and 3 print, and what completes the model that
// they share with REST. Their names and those of inputs are the texts'; a method is a string because the texts print it in quotes.

/** Schema Definition Language (GraphQL specification, section 3). A root field may be null, so that one that fails takes no other with it. */
export const schemaText = `
type Mutation {
  createAuthProfile(input: CreateAuthProfileInput!): AuthProfilePayload
  "Replaces the whole of an auth profile's configuration, for all targets that use it."
  updateAuthProfile(input: UpdateAuthProfileInput!): AuthProfilePayload
  "Ends the time in which the secret that an update replaced still signs."
  endAuthProfileRotation(authProfileId: ID!): AuthProfilePayload
  "Refused while targets use the auth profile."
  deleteAuthProfile(authProfileId: ID!): AuthProfilePayload
  "Makes a subscription together with its target."
  createEventSubscription(input: CreateEventSubscriptionInput!): EventSubscriptionPayload
  "Deletes a subscription, and the target that was made with it."
  deleteEventSubscription(subscriptionId: ID!): EventSubscriptionPayload
}

type Query {
  authProfile(authProfileId: ID!): AuthProfile
  "Of a list: the first 1 to 100 after a cursor, 50 if not said."
  authProfiles(first: Int, after: String): AuthProfileConnection
  eventSubscription(subscriptionId: ID!): EventSubscription
  eventSubscriptions(first: Int, after: String): EventSubscriptionConnection
  target(targetId: ID!): Target
  targets(first: Int, after: String): TargetConnection
  topics: [Topic!]
}

input CreateAuthProfileInput {
  "The new auth profile's id; one is made if it is not given."
  authProfileAliasId: ID
  authConfig: AuthConfigInput!
  "Where targets may send its credentials; anywhere, if not given."
  allowedOrigins: [String!]
}

input UpdateAuthProfileInput {
  authProfileId: ID!
  authConfig: AuthConfigInput!
  allowedOrigins: [String!]
  "How long a signing secret that this replaces still signs: 0 to 604800, 86400 if not said."
  secretOverlapSeconds: Int
}

"Exactly one kind; and a signature beside any but hmacAuthConfig."
input AuthConfigInput {
  oAuthConfig: OAuthConfigInput
  basicAuthConfig: BasicAuthConfigInput
  bearerAuthConfig: BearerAuthConfigInput
  apiKeyAuthConfig: ApiKeyAuthConfigInput
  hmacAuthConfig: HmacConfigInput
  queryParameterAuthConfig: QueryParameterAuthConfigInput
  signatureConfig: HmacConfigInput
}

"OAuth 2.0 client credentials."
input OAuthConfigInput {
  clientParameters: OAuthClientParametersInput!
  authEndpoint: String!
  httpMethod: String
  "The standard form body with grant_type=client_credentials, if not given."
  httpParameters: OAuthHttpParametersInput
}

input OAuthClientParametersInput {
  clientId: String!
  clientSecret: String!
}

input OAuthHttpParametersInput {
  bodyParameters: [KeyValueInput!]
  headerParameters: [KeyValueInput!]
}

input KeyValueInput {
  key: String!
  value: String!
}

input BasicAuthConfigInput {
  username: String!
  password: String!
}

input BearerAuthConfigInput {
  bearerToken: String!
}

input ApiKeyAuthConfigInput {
  apiKey: String!
  apiKeyHeader: String
}

input HmacConfigInput {
  hmacSecret: String!
  hmacAlgorithm: String
  hmacHeader: String
}

input QueryParameterAuthConfigInput {
  queryParameterName: String!
  queryParameterValue: String!
}

input CreateEventSubscriptionInput {
  destination: DestinationInput!
  eventType: String!
  "cloudevents, instead of the topic's own format"
  format: String
  "Allowed values of fields that the topic declares."
  filter: [FilterInput!]
}

"Exactly one."
input DestinationInput @oneOf {
  webhook: WebhookInput
  eventBridge: EventBridgeInput
}

"Exactly one of authProfileId and authConfig; httpMethod and method are the same."
input WebhookInput {
  url: String!
  httpMethod: String
  method: String
  authProfileId: ID
  authConfig: AuthConfigInput
}

input EventBridgeInput {
  region: String!
  partnerEventSource: PartnerEventSourceInput!
}

input PartnerEventSourceInput {
  account: String!
  name: String!
}

input FilterInput {
  field: String!
  values: [String!]!
}

type AuthProfilePayload {
  authProfileId: ID!
  authProfile: AuthProfile!
}

type EventSubscriptionPayload {
  subscriptionId: ID!
  eventSubscription: EventSubscription!
}

type AuthProfile {
  authProfileId: ID!
  authConfig: AuthConfig!
  allowedOrigins: [String!]
  "Until when the secret that an update replaced still signs."
  previousSecretUntil: String
  "The targets that use it."
  usedBy: [ID!]!
  createdAt: String!
  updatedAt: String!
}

"What may be shown of an authentication; never a credential. Fields of other types are null."
type AuthConfig {
  type: String!
  authProfileId: ID
  username: String
  apiKeyHeader: String
  hmacAlgorithm: String
  hmacHeader: String
  queryParameterName: String
  authEndpoint: String
  httpMethod: String
  clientId: String
  bodyParameters: [Parameter!]
  headerParameters: [Parameter!]
  signature: Signature
}

type Parameter {
  key: String!
}

type Signature {
  hmacAlgorithm: String!
  hmacHeader: String!
}

type EventSubscription {
  subscriptionId: ID!
  status: String!
  topic: String!
  eventTargetMapping: [EventTargets!]!
  format: String
  filter: [Filter!]
  "The target that was made with it and goes with it."
  ownsTarget: ID
  createdAt: String!
  updatedAt: String!
}

type EventTargets {
  eventType: String!
  targetIds: [ID!]!
}

type Filter {
  field: String!
  values: [String!]!
}

type Target {
  targetId: ID!
  type: String!
  status: String!
  statusReason: String
  "Since when it is disabled."
  statusSince: String
  "The URL or ARN; null for a partner event source."
  destination: String
  partnerEventSource: PartnerEventSource
  httpMethod: String
  "Of a webhook."
  auth: AuthConfig
  "Of a target in AWS that is reached by a role."
  role: Role
  verification: Verification
  previousSecretUntil: String
  createdAt: String!
  updatedAt: String!
}

type PartnerEventSource {
  account: String!
  name: String!
  region: String!
}

type Role {
  assumeRoleArn: String!
  externalId: String!
}

type Verification {
  role: String!
  resource: String!
}

type Topic {
  topic: String!
  description: String!
  "platform, or herald: what Herald itself tells."
  publishedBy: String!
  eventTypes: [EventType!]!
  "JSON Schema of what is published, as JSON."
  schema: String!
  filterFields: [String!]!
}

type EventType {
  eventType: String!
  description: String!
}

type AuthProfileConnection {
  nodes: [AuthProfile!]!
  pageInfo: PageInfo!
}

type EventSubscriptionConnection {
  nodes: [EventSubscription!]!
  pageInfo: PageInfo!
}

type TargetConnection {
  nodes: [Target!]!
  pageInfo: PageInfo!
}

type PageInfo {
  hasNextPage: Boolean!
  endCursor: String
}
`;
