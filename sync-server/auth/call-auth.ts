import { APIError } from 'better-auth/api';
import type { Context } from 'hono';
import { AppError } from '#shared/errors';
import type { Env } from '../http/route.ts';

/**
 * Asks better-auth, hands its cookies on, and says what it refused in our own words.
 * @throws AppError WRONG_CREDENTIALS for whatever does not let somebody in, so that nobody learns which part
 *   of it was wrong
 */
export async function callAuth<T>(
  c: Context<Env>,
  ask: () => Promise<{ headers: Headers; response: T }>,
  /** Throws if the answer is not to be handed on. */
  judge: (response: T) => void = () => undefined
): Promise<T> {
  try {
    const { headers, response } = await ask();
    judge(response);
    for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
    return response;
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const code = String(error.body?.code ?? '');
    if (code.startsWith('USER_ALREADY_EXISTS')) throw new AppError('EMAIL_TAKEN', { cause: error });
    if (error.statusCode >= 500) throw error;
    throw new AppError('WRONG_CREDENTIALS', { cause: error });
  }
}
