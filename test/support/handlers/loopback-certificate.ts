// A certificate for loopback servers. The test's process trusts it.
import tls from 'node:tls';
import { generate } from 'selfsigned';

/** A name that the certificate is valid for, for tests that redirect sockets. */
export const certifiedHost = 'healthy.example.com';

export type Certificate = { cert: string; key: string };

async function makeCertificate(): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'loopback' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: certifiedHost },
        ],
      },
      { name: 'extKeyUsage', serverAuth: true },
    ],
  });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), cert]);
  return { cert, key };
}

let made: Promise<Certificate> | undefined;

export const loopbackCertificate = (): Promise<Certificate> => (made ??= makeCertificate());
