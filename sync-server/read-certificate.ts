import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { SettingRefused, type Settings } from './env.ts';

/**
 * The certificate this server speaks https with, and its key; `null`: it speaks http.
 * @throws SettingRefused where a file cannot be read or the two do not fit
 */
export function readCertificate(settings: Settings): { cert: Buffer; key: Buffer } | null {
  const { PLAYGROUND_TLS_CERT_FILE: certFile, PLAYGROUND_TLS_KEY_FILE: keyFile } = settings;
  if (certFile === undefined || keyFile === undefined) return null;
  const cert = read('PLAYGROUND_TLS_CERT_FILE', certFile);
  const key = read('PLAYGROUND_TLS_KEY_FILE', keyFile);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new SettingRefused(`${certFile} and ${keyFile} are no certificate and its key, in PEM.`, {
      cause
    });
  }
  return { cert, key };
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SettingRefused(`${name}: ${file} cannot be read.`, { cause });
  }
}
