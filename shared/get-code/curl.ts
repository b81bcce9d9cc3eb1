import { anthropicVersion } from '#shared/requests/anthropic';
import type { SpokenDialect } from '#shared/requests/dialect-request';
import type { ModelRequest } from '#shared/requests/model-call';
import { shellWithKey, shellWord } from './literals.ts';
import { urlOf, type Service } from './service.ts';

/** The request as a curl command; what `--no-buffer` shows is what the model sends, as it comes. */
export function curlOf(dialect: SpokenDialect, request: ModelRequest, service: Service): string {
  const query = dialect === 'gemini' ? '?alt=sse' : '';
  return [
    `curl --no-buffer ${shellWord(urlOf(service, request.path) + query)}`,
    `-H 'Content-Type: application/json'`,
    ...headersOf(dialect, service).map((word) => `-H ${word}`),
    `--data-raw ${shellWord(JSON.stringify(request.body, null, 2))}`
  ].join(' \\\n  ');
}

function headersOf(dialect: SpokenDialect, { keyName }: Service): string[] {
  const version =
    dialect === 'anthropic' ? [shellWord(`anthropic-version: ${anthropicVersion}`)] : [];
  if (keyName === null) return version;
  const names: Partial<Record<SpokenDialect, string>> = {
    anthropic: 'x-api-key: ',
    gemini: 'x-goog-api-key: '
  };
  return [shellWithKey(names[dialect] ?? 'Authorization: Bearer ', keyName), ...version];
}
