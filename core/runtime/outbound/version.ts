// Herald's version, as deliveries state it.
import manifest from '../../../package.json' with { type: 'json' };

export const userAgent = `Herald/${manifest.version}`;
