import { isFree } from '#shared/model-price';
import type { Price } from '#shared/model-price';
import { isShutDown } from '#shared/model-query';
import type { Modality, ModelInfo } from '#shared/models';

/** "$0.075": dollars of a rate in nano-dollars, with no more digits than it has. */
function dollars(nano: number): string {
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: nano % 1e9 === 0 ? 0 : 2,
    maximumFractionDigits: 6
  }).format(nano / 1e9);
}

/** "$2.50 in, $10 out", per million tokens; what is not known is said so. */
export function priceText(price: Price | null): string {
  if (price === null) return 'price unknown';
  if (isFree(price)) return 'free';
  return `${dollars(price.rates.input)} in, ${dollars(price.rates.output)} out`;
}

/** Everything about a price in a few sentences: what else is billed, who said so and when. */
export function priceDetails(price: Price | null): string[] {
  if (price === null) return ['Its price is not known here, so its runs show no cost.'];
  if (isFree(price)) return [`Costs nothing: ${price.source}.`];
  const { rates, long, asOf, source, note } = price;
  const cached =
    rates.cachedInput === null ? '' : `, ${dollars(rates.cachedInput)} for cached input`;
  return [
    `Per million tokens ${priceText(price)}${cached}.`,
    ...(long
      ? [`A prompt of more than ${count(long.over)} tokens: ${priceText({ ...price, ...long })}.`]
      : []),
    ...(note === null ? [] : [note]),
    asOf === null ? `From ${source}.` : `As known on ${dayText(asOf)}, from ${source}.`
  ];
}

/** "128K" or "1.05M": finer only where it matters. */
export function count(tokens: number): string {
  return new Intl.NumberFormat(undefined, {
    notation: 'compact',
    maximumFractionDigits: tokens < 1_000_000 ? 0 : 2
  }).format(tokens);
}

/** A day of the calendar, the same in every time zone. */
export function dayText(day: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(day)
  );
}

const words: Record<Exclude<Modality, 'text'>, string> = {
  image: 'images',
  audio: 'audio',
  video: 'video',
  file: 'files'
};

/** "reads images, files · tools · thinks", text being a matter of course; nothing of what is not known. */
export function abilityText({ input, tools, reasoning }: ModelInfo): string {
  const more = input?.filter((modality) => modality !== 'text') ?? [];
  return [
    ...(more.length > 0 ? [`reads ${more.map((modality) => words[modality]).join(', ')}`] : []),
    ...(tools ? ['tools'] : []),
    ...(reasoning ? ['thinks'] : [])
  ].join(' · ');
}

/** "shuts down on 14 Jan 2027", or that it has; `null` if no day is known. */
export function shutdownText(
  { shutdown }: Pick<ModelInfo, 'shutdown'>,
  today: string
): string | null {
  if (!shutdown) return null;
  const gone = isShutDown({ shutdown }, today);
  return `${gone ? 'shut down' : 'shuts down'} on ${dayText(shutdown.date)}`;
}

/** Today where the person is, `YYYY-MM-DD`. */
export function todayOf(now: Date): string {
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
