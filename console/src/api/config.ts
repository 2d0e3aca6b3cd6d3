// config.json, which the deployment puts beside index.html.

export type SignIn = { issuer: string; clientId: string; authorizeUrl: string; tokenUrl: string };

export type Config = {
  /** The name of the installation, e.g. prod */
  stage: string;
  /** Where the API is at this origin, e.g. /v1 */
  apiPath: string;
  /** Absent if people get in by link only */
  signIn?: SignIn;
  /** An address that receives notifications, where `npm start` runs one */
  exampleWebhook?: string;
};

/** @throws Error if the file is missing, or is no JSON */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json was answered with ${response.status}`);
  return response.json();
}
