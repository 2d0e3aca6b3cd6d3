// The mutations of reference text 2, as printed but without comments: GraphQL has no "//".

export const createOauthProfile = `mutation {
createAuthProfile(
input: {
authProfileAliasId: "example-authprofilealiasid",
authConfig: {
oAuthConfig: {
clientParameters: {
clientId: "example-client-id",
clientSecret: "example-client-secret"
},
authEndpoint: "example-endpoint-url",
httpMethod: "POST",
httpParameters: {
bodyParameters: [
{
key: "grant_type",
value: "client_credentials"
},
{
key: "scope",
value: "write:order"
}
],
headerParameters: [
{
key: "Content-Type",
value: "application/x-www-form-urlencoded"
}
]
}
}
}
}
) {
authProfileId
}
}`;

export const createBasicProfile = `mutation {
createAuthProfile(
input: {
authProfileAliasId: "example-authprofilealiasid",
authConfig: {
basicAuthConfig: {
username: "example-username",
password: "example-password"
}
}
}
) {
authProfileId
}
}`;

export const updateOauthProfile = `mutation {
updateAuthProfile(
input: {
authProfileId: "example-authprofileid",
authConfig: {
oAuthConfig: {
clientParameters: {
clientId: "example-new-clientid",
clientSecret: "example-new-clientsecret"
},
authEndpoint: "example-endpoint-url",
httpMethod: "POST",
httpParameters: {
bodyParameters: [
{
key: "grant_type",
value: "client_credentials"
},
{
key: "scope",
value: "write:order"
}
],
headerParameters: [
{
key: "Content-Type",
value: "application/x-www-form-urlencoded"
}
]
}
}
}
}
) {
authProfileId
}
}`;

export const updateBasicProfile = `mutation {
updateAuthProfile(
input: {
authProfileId: "example-authprofileid",
authConfig: {
basicAuthConfig: {
username: "example-new-username",
password: "example-new-password"
}
}
}
) {
authProfileId
}
}`;

export const deleteProfile = `mutation {
deleteAuthProfile(
authProfileId: "example-authprofileid"
) {
authProfile {
authProfileId
}
}
}`;

/** The request for the printed answer. The text prints a request that has another answer. */
export const deleteProfileAsAnswered = `mutation {
deleteAuthProfile(
authProfileId: "example-authprofileid"
) {
authProfileId
}
}`;
