// Stands in for the SDK's endpoint discovery in our bundles. The DynamoDB client configures it, none of its commands uses it, and it brings
// 9 kB with it, an LRU cache of its own among them.

/** What the client's configuration becomes: itself. */
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

/** Where the setting is read from: nowhere. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: false,
};
